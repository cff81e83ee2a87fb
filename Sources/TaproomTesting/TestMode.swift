/// The way in which a test reaches the application. The same requests get the same responses in each mode.
public struct TestMode: Sendable, Hashable {
    enum Transport: Sendable, Hashable {
        case live
        case inProcess
    }

    let transport: Transport
    /// The size in bytes of the pieces in which a request's content is sent; nil for one piece, together with the head.
    let pieceSize: Int?

    /// Over TCP, to a server on a free port of 127.0.0.1 that runs as in production.
    public static let live = TestMode(transport: .live, pieceSize: nil)

    /// Without a socket. The bytes of each request pass through the parser, the middleware and the router in a task of
    /// their own, and the response through the serializer. The limits and time-outs of connections do not apply.
    public static let inProcess = TestMode(transport: .inProcess, pieceSize: nil)

    /// Returns the mode `live` with the content of requests in pieces.
    ///
    /// - Parameter pieces: the size of a piece in bytes, at least 1.
    public static func live(pieces: Int) -> TestMode {
        TestMode(transport: .live, pieceSize: max(1, pieces))
    }

    /// Returns the mode `inProcess` with the content of requests in pieces.
    ///
    /// - Parameter pieces: the size of a piece in bytes, at least 1.
    public static func inProcess(pieces: Int) -> TestMode {
        TestMode(transport: .inProcess, pieceSize: max(1, pieces))
    }
}

extension TestMode: CaseIterable {
    /// Both modes, each with the content in one piece, as the arguments of a test that runs in both.
    public static let allCases: [TestMode] = [.live, .inProcess]
}

extension TestMode: CustomStringConvertible {
    /// The mode in words, such as `live` or `in process, pieces of 3 bytes`, for the list of a test's arguments.
    public var description: String {
        let name = transport == .live ? "live" : "in process"
        return pieceSize.map { "\(name), pieces of \($0) bytes" } ?? name
    }
}
