import Taproom

/// The content of a streamed response. When the stream ends, the session is saved if the stream changed it.
final class SessionContent: ResponseContent {
    private let content: any ResponseContent
    private let transaction: SessionTransaction

    init(_ content: any ResponseContent, _ transaction: SessionTransaction) {
        self.content = content
        self.transaction = transaction
    }

    deinit {
        transaction.release()
    }

    var length: Int? { content.length }
    var isOpenEnded: Bool { content.isOpenEnded }

    func write(to writer: ResponseWriter) async throws {
        let result: Result<Void, any Error>
        do {
            result = .success(try await content.write(to: writer))
        } catch {
            result = .failure(error)
        }
        // Changes that a stream made before it failed are saved, as they are for a handler.
        try await transaction.finishStream()
        try result.get()
    }
}
