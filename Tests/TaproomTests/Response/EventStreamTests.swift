import Taproom
import TaproomTesting
import Testing

/// What a visitor may have had a part in does not add fields to an event, or events to a stream.
@Suite struct EventStreamTests {
    @Test(arguments: ["\n", "\r", "\r\n"]) func aLineEndBeginsNoFieldOfItsOwn(_ end: String) async throws {
        let text = "a\(end)data: b\(end)\(end)c"
        let app = Application()
        app.get("/id") { _ in Response.events { try await $0.send("x", id: text) } }
        app.get("/event") { _ in Response.events { try await $0.send("x", event: text) } }
        app.get("/data") { _ in Response.events { try await $0.send(text) } }
        app.get("/comment") { _ in Response.events { try await $0.sendComment(text) } }
        try await app.test(.inProcess) { client async throws in
            #expect(try await client.get("/id").text == "id: a data: b  c\ndata: x\n\n")
            #expect(try await client.get("/event").text == "event: a data: b  c\ndata: x\n\n")
            #expect(try await client.get("/data").text == "data: a\ndata: data: b\ndata: \ndata: c\n\n")
            #expect(try await client.get("/comment").text == ": a data: b  c\n\n")
        }
    }
}
