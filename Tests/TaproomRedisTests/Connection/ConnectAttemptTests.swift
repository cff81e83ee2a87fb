import TaproomNet
import Testing

@testable import TaproomRedis

/// The addresses that are tried, and the error that is reported.
@Suite struct ConnectAttemptTests {
    @Test func eachAddressIsTriedOnce() throws {
        let addresses = try SocketAddress.resolve(host: "localhost", port: 7000)
        var attempt = ConnectAttempt(addresses)
        var tried: [String] = []
        while let address = attempt.next() { tried.append("\(address)") }
        #expect(tried == addresses.map { "\($0)" })
        #expect(tried.count == 2)
        var empty = ConnectAttempt()
        #expect(empty.next() == nil)
        #expect(empty.failure == nil)
    }

    private static let nobody = ConnectAttempt.Failure(reason: "nobody listens")
    private static let silence = ConnectAttempt.Failure(reason: "no connection in time")
    private static let replica = ConnectAttempt.Failure(reason: "it is a replica", isRefusal: true)
    private static let password = ConnectAttempt.Failure(reason: "a wrong password", isRefusal: true, passes: false)

    /// The first error is reported, but an error from a server takes precedence over the lack of a server.
    @Test(arguments: [
        ([nobody], "nobody listens"), ([nobody, silence], "nobody listens"),
        ([silence, nobody], "no connection in time"),
        ([nobody, replica], "it is a replica"), ([replica, nobody], "it is a replica"),
        ([nobody, replica, password], "it is a replica"), ([password, replica], "a wrong password"),
        ([nobody, password, silence], "a wrong password"),
    ])
    func theReasonThatTellsMostIsKept(_ failures: [ConnectAttempt.Failure], _ reason: String) {
        var attempt = ConnectAttempt()
        for failure in failures { attempt.note(failure) }
        #expect(attempt.failure?.reason == reason)
        #expect(attempt.failure?.passes == (reason != "a wrong password"))
    }
}
