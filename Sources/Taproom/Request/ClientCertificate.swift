/// A client's certificate that an authority of `TLSOptions.clientCertificates` has signed.
public struct ClientCertificate: Sendable, Equatable {
    /// The subject, such as `CN=ann,O=Brewery` (RFC 2253).
    public let subject: String
}

extension Request {
    /// The client's certificate; nil if the client presented none or was not asked for one.
    public var clientCertificate: ClientCertificate? { connection.clientCertificate }
}
