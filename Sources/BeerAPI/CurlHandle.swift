import CCurl

/// A libcurl handle that asks one URL and keeps its connection. Used by one thread at a time: whoever takes it
/// out of the pool owns it, which is what makes it sendable.
final class CurlHandle: @unchecked Sendable {
    /// The most bytes of an answer.
    static let longestAnswer = 16 * 1024

    private let handle: UnsafeMutableRawPointer
    private var answer = [UInt8](repeating: 0, count: longestAnswer)

    /// Nil where there is no memory.
    init?(url: String) {
        // Once for the process, before any handle.
        _ = Self.library
        guard let handle = taproom_curl_open(url, "Taproom") else { return nil }
        self.handle = handle
    }

    deinit { curl_easy_cleanup(handle) }

    private static let library = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

    /// Asks, and waits for the answer.
    func get(milliseconds: Int) throws(BeerAPIError) -> ArraySlice<UInt8> {
        var status = 0
        var count = 0
        let code = answer.withUnsafeMutableBufferPointer { bytes in
            var answer = taproom_answer(bytes: bytes.baseAddress, capacity: bytes.count, count: 0)
            let code = taproom_curl_get(handle, milliseconds, &answer, &status)
            count = answer.count
            return code
        }
        guard code == CURLE_OK else {
            throw .noAnswer(code == CURLE_WRITE_ERROR ? "it is too long" : String(cString: curl_easy_strerror(code)))
        }
        guard status == 200 else { throw .status(status) }
        return answer[..<count]
    }
}
