import Taproom
import TaproomNet

/// Sends each request over a TCP connection of its own.
public struct LiveClient: TestClient {
    private let port: Int

    public init(port: Int) {
        self.port = port
    }

    public func send(_ request: TestRequest) async throws -> TestResponse {
        var request = request
        request.headers.append(("Connection", "close"))
        let bytes = try await exchange(request.bytes)
        guard let response = ResponseReader.parse(bytes, isHead: request.method == .head) else {
            throw TestClientError(
                description: "no whole response: \(String(decoding: bytes.prefix(200), as: UTF8.self))")
        }
        return response
    }

    /// Sends bytes as they are and returns all that comes back until the server closes the connection.
    ///
    /// - Parameters:
    ///   - cuts: offsets at which the bytes are cut into separate writes.
    ///   - pause: how long to wait between writes, in milliseconds.
    ///   - finish: whether to end the sending direction after the last byte.
    public func exchange(
        _ bytes: [UInt8], cuts: [Int] = [], pause: Int = 0, finish: Bool = false
    ) async throws -> [UInt8] {
        let port = port
        return try await BackgroundThread.run {
            let connection = try BlockingConnection(port: port)
            var start = 0
            for cut in cuts.sorted() + [bytes.count] where cut > start && cut <= bytes.count {
                try connection.send(Array(bytes[start..<cut]))
                start = cut
                if pause > 0, cut < bytes.count { BackgroundThread.sleep(milliseconds: pause) }
            }
            if finish { connection.finishSending() }
            return try connection.receiveAll()
        }
    }
}

/// Why a test's request came to nothing.
public struct TestClientError: Error, CustomStringConvertible {
    public let description: String
}
