import Taproom
import TaproomTesting
import TestSupport
import Testing

@testable import TaproomSessions

/// A write to a session that does not exist is dropped and logged.
@Suite struct DroppedWriteTests {
    @Test func theLogIsToldOnceOfASessionThatHasEnded() async throws {
        let log = LogRecorder()
        let app = try SessionApp(MemoryStore(), logger: log.logger).app
        app.post("/late") { request in
            try await request.session.destroy()
            request.session["name"] = "ann"
            request.session.flash("saved")
            return "ok"
        }
        try await app.test(.inProcess) { client async throws in
            for _ in 0..<3 { #expect(try await Visitor(client).send(.post, "/late").status == 200) }
            #expect(log.messages.count { $0.contains("after it had ended") } == 1)
        }
    }

    @Test func theLogIsToldOnceOfRequestsWithoutTheMiddleware() {
        let log = LogRecorder()
        let writes = UnmountedWrites(log.logger)
        for _ in 0..<3 { writes.note() }
        #expect(log.messages.count == 1)
        #expect(log.messages.first?.contains("mount the session middleware") == true)
    }
}
