import Taproom
import Testing

/// What may stand for the proxies that are believed.
@Suite struct TrustedProxiesTests {
    @Test(arguments: [
        "", ",", " ", "10.0.0.0/8,", ",loopback", "loopback,,::1", "10.0.0.0/+8", "10.0.0.0/-0", "10.0.0.0/",
        "10.0.0.0/33",
        "::1/129", "10.0.0.0/8 /8", "10.0 .0.0/8", "10.0.0.0/٨", "me", "loop back", "localhost",
    ])
    func theseAreRefused(_ text: String) {
        #expect(TrustedProxies(text) == nil)
    }

    @Test(arguments: [
        "loopback", " loopback ", "10.0.0.0/8", "10.0.0.0/08", "::1", "10.0.0.0/8, 192.168.0.0/16 ,loopback",
        "0.0.0.0/0",
    ])
    func theseAreTaken(_ text: String) {
        #expect(TrustedProxies(text) != nil)
    }
}
