import CCurl
import TaproomNet

/// The library libcurl, loaded for the first API of the process. It never changes after that.
struct CurlLibrary: @unchecked Sendable {
    fileprivate let functions: UnsafeMutablePointer<taproom_curl>

    /// The library; nil if it is not installed.
    static let shared: CurlLibrary? = {
        // libcurl initializes OpenSSL as well, and the first initialization fixes its settings.
        CryptoLibrary.prepare()
        return taproom_curl_load().map { CurlLibrary(functions: $0) }
    }()

    private init(functions: UnsafeMutablePointer<taproom_curl>) {
        self.functions = functions
    }
}

/// A libcurl handle that requests one URL and keeps its connection. It is sendable because only the thread that has
/// taken it out of the pool uses it.
final class CurlHandle: @unchecked Sendable {
    /// The most bytes of a reply.
    static let longestAnswer = 16 * 1024

    private let library: CurlLibrary
    private let handle: UnsafeMutableRawPointer
    private var answer = [UInt8](repeating: 0, count: longestAnswer)

    /// Makes a handle; nil if there is no memory for it.
    init?(_ library: CurlLibrary, url: String) {
        guard let handle = taproom_curl_open(library.functions, url, "Taproom") else { return nil }
        self.library = library
        self.handle = handle
    }

    deinit { taproom_curl_close(library.functions, handle) }

    /// Sends a request, and waits for the reply.
    ///
    /// - Parameter milliseconds: the longest wait.
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
