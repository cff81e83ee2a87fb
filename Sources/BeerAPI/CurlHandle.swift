import CCurl
import TaproomNet

/// libcurl, loaded for the first API of the process. It never changes after that.
struct CurlLibrary: @unchecked Sendable {
    fileprivate let functions: UnsafeMutablePointer<taproom_curl>

    /// Nil where libcurl is not installed.
    static let shared: CurlLibrary? = {
        // libcurl makes OpenSSL ready as well, and the first to do so decides how.
        CryptoLibrary.prepare()
        return taproom_curl_load().map { CurlLibrary(functions: $0) }
    }()

    private init(functions: UnsafeMutablePointer<taproom_curl>) {
        self.functions = functions
    }
}

/// A libcurl handle that asks one URL and keeps its connection. Used by one thread at a time: the thread that takes it
/// out of the pool owns it, which is what makes it sendable.
final class CurlHandle: @unchecked Sendable {
    /// The most bytes of an answer.
    static let longestAnswer = 16 * 1024

    private let library: CurlLibrary
    private let handle: UnsafeMutableRawPointer
    private var answer = [UInt8](repeating: 0, count: longestAnswer)

    /// Nil where there is no memory.
    init?(_ library: CurlLibrary, url: String) {
        guard let handle = taproom_curl_open(library.functions, url, "Taproom") else { return nil }
        self.library = library
        self.handle = handle
    }

    deinit { taproom_curl_close(library.functions, handle) }

    /// Asks, and waits for the answer.
    func get(milliseconds: Int) throws(BeerAPIError) -> ArraySlice<UInt8> {
        var status = 0
        var count = 0
        let code = answer.withUnsafeMutableBufferPointer { bytes in
            var answer = taproom_answer(bytes: bytes.baseAddress, capacity: bytes.count, count: 0)
            let code = taproom_curl_get(library.functions, handle, milliseconds, &answer, &status)
            count = answer.count
            return code
        }
        guard code == CURLE_OK else {
            let message = String(cString: taproom_curl_message(library.functions, code))
            throw .noAnswer(code == CURLE_WRITE_ERROR ? "it is too long" : message)
        }
        guard status == 200 else { throw .status(status) }
        return answer[..<count]
    }
}
