import Glibc

/// Something to be tried with any bytes. It ends the process where a property does not hold.
struct FuzzTarget: Sendable {
    let name: String
    let run: @Sendable ([UInt8]) -> Void

    static let all = [request, chunked, cookie, json, form, multipart, range, template, response]

    /// The one that the environment variable `FUZZ_TARGET` names.
    static let chosen: FuzzTarget = {
        let name = getenv("FUZZ_TARGET").map { String(cString: $0) } ?? ""
        if let target = all.first(where: { $0.name == name }) { return target }
        complain("FUZZ_TARGET is none of: \(all.map(\.name).joined(separator: " "))")
        exit(64)
    }()
}

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    FuzzTarget.chosen.run(Array(UnsafeBufferPointer(start: data, count: count)))
    return 0
}

/// Ends the process, which the fuzzer reports with the input at hand.
func require(_ condition: Bool, _ what: @autoclosure () -> String) {
    guard !condition else { return }
    complain("does not hold: \(what())")
    abort()
}

private func complain(_ text: String) {
    let line = Array((text + "\n").utf8)
    _ = write(STDERR_FILENO, line, line.count)
}

extension [UInt8] {
    /// The input's first two bytes choose a place in the rest.
    func withCut() -> (bytes: [UInt8], cut: Int) {
        guard count > 2 else { return (self, 0) }
        let rest = Array(self[2...])
        return (rest, (Int(self[0]) << 8 | Int(self[1])) % (rest.count + 1))
    }

    /// The parts between bytes of a value, at most so many.
    func parts(by separator: UInt8, atMost limit: Int) -> [ArraySlice<UInt8>] {
        split(separator: separator, maxSplits: limit - 1, omittingEmptySubsequences: false)
    }
}
