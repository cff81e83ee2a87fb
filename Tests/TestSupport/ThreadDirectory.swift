import Glibc

/// The folder in which the system describes a thread while it runs.
public enum ThreadDirectory {
    /// The folder of the calling thread, such as `/proc/12/task/34`.
    public static var ofThisThread: String {
        var path = [CChar](repeating: 0, count: 64)
        let count = readlink("/proc/thread-self", &path, path.count)
        return "/proc/" + String(decoding: path.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
