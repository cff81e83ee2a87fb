import Taproom
import TaproomTesting

/// Sends `count` requests, at most `width` at a time, and returns the number of those that did not get a 200.
///
/// - Parameter next: counts the requests as they are sent.
func flood(
    _ client: TestClient, _ target: String, cookie: String?, count: Int, at width: Int, counting next: Ticket = Ticket()
) async -> Int {
    await withTaskGroup(of: Int.self) { group in
        for _ in 0..<width {
            group.addTask {
                var failures = 0
                while next.take() <= count {
                    let headers = cookie.map { [(name: "Cookie", value: $0)] } ?? []
                    let response = try? await client.send(TestRequest(.post, target, headers: headers))
                    if response?.status != 200 { failures += 1 }
                }
                return failures
            }
        }
        return await group.reduce(0, +)
    }
}
