import Glibc

/// The process's arguments, which other users can read: ps(1), `/proc/PID/cmdline`.
package enum ProcessArguments {
    /// Overwrites parts of the arguments with `*`. Strings that were made of them before do not change.
    ///
    /// - Parameter parts: called with all arguments, the program's name first; returns the ranges to overwrite.
    /// - Returns: whether the parts were overwritten; nil if there were none.
    package static func mask(_ parts: ([[UInt8]]) -> [Range<Int>?]) -> Bool? {
        guard let area else { return false }
        // The kernel reads the arguments at this address, and has checked that it belongs to the process.
        let bytes = UnsafeMutableRawBufferPointer(
            start: UnsafeMutableRawPointer(bitPattern: area.start), count: area.count)
        let arguments = bytes.split(separator: 0, omittingEmptySubsequences: false)
        var isMasked: Bool?
        for (argument, part) in zip(arguments, parts(arguments.map { Array($0) })) {
            guard let part, part.lowerBound >= 0, part.upperBound <= argument.count else { continue }
            for index in part { bytes[argument.startIndex + index] = UInt8(ascii: "*") }
            isMasked = true
        }
        return isMasked
    }

    /// The address and length of the arguments in memory, from fields 48 and 49 of `/proc/self/stat` (proc(5)).
    private static var area: (start: UInt, count: Int)? {
        let descriptor = open("/proc/self/stat", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = read(descriptor, &buffer, buffer.count)
        // The second field, the program's name in parentheses, may contain any characters.
        guard count > 0, let name = buffer[..<count].lastIndex(of: UInt8(ascii: ")")) else { return nil }
        let fields = buffer[(name + 1)..<count].split(separator: UInt8(ascii: " "))
        guard fields.count > 46, let start = UInt(String(decoding: fields[45], as: UTF8.self)),
            let end = UInt(String(decoding: fields[46], as: UTF8.self)), start > 0, end > start
        else { return nil }
        return (start, Int(end - start))
    }
}
