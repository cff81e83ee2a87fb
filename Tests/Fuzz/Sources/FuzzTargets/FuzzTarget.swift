import Glibc

/// A function to run with arbitrary bytes. It ends the process if a property does not hold.
struct FuzzTarget: Sendable {
    let name: String
    let run: @Sendable ([UInt8]) -> Void

    static let all = [request, chunked, cookie, json, form, multipart, range, template, response]

    /// The target that the environment variable `FUZZ_TARGET` names.
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

/// Ends the process if the condition does not hold. The fuzzer then reports the input.
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
    /// Splits off the first two bytes, which choose a position in the rest.
    func withCut() -> (bytes: [UInt8], cut: Int) {
        guard count > 2 else { return (self, 0) }
        let rest = Array(self[2...])
        return (rest, (Int(self[0]) << 8 | Int(self[1])) % (rest.count + 1))
    }

    /// Splits the bytes at a separator into at most `limit` parts.
    func parts(by separator: UInt8, atMost limit: Int) -> [ArraySlice<UInt8>] {
        split(separator: separator, maxSplits: limit - 1, omittingEmptySubsequences: false)
    }
}
