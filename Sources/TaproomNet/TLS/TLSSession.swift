import CLinux
import COpenSSL
import Glibc

/// TLS on one connection: decrypts what the socket receives, and encrypts into `sealed` what is to be sent.
///
/// Nothing is sent here: the output that owns the connection's bytes sends `sealed`, so that encrypted responses leave
/// in one batch as others do. Used by one loop at a time.
package final class TLSSession {
    /// The result of a step of the handshake.
    package enum Handshake: Equatable {
        case done
        /// The peer has to send more.
        case needsInput
        case failed(String)
    }

    let ssl: OpaquePointer
    /// Retained because OpenSSL's callbacks refer to it.
    private let owner: AnyObject
    let ticketKeys: TicketKeys?
    private let input: TLSInput
    /// Encrypted bytes to send.
    var sealed: [UInt8] = []
    /// Whether the handshake is complete.
    package private(set) var isEstablished = false
    private var hasEnded = false
    /// Why a read has failed, such as the alert that the peer has sent.
    package private(set) var failureReason: String?
    /// Whether OpenSSL reads: then it writes only what the peer provokes, such as alerts to attempts to renegotiate.
    private var isReading = false
    /// The bytes that the peer has provoked.
    private var provoked = 0
    /// The most of them in a session. Without a bound they would fill the memory, as nothing is sent while reading.
    private static let provokedLimit = 4096

    /// The most bytes of content of a record (RFC 8446 §5.1), and the most that encryption adds to them.
    private static let recordLength = 16 * 1024
    private static let recordOverhead = 64

    init(
        context: OpaquePointer, owner: AnyObject, ticketKeys: TicketKeys?, socket: StreamSocket, isServer: Bool
    ) throws(TLSError) {
        ERR_clear_error()
        guard let ssl = SSL_new(context) else { throw .last("set up TLS") }
        self.ssl = ssl
        self.owner = owner
        self.ticketKeys = ticketKeys
        input = TLSInput(socket.descriptor)
        guard let reading = TLSBIO.make(), let writing = TLSBIO.make() else { throw .last("set up TLS") }
        BIO_set_data(reading, Unmanaged.passUnretained(input).toOpaque())
        BIO_set_data(writing, Unmanaged.passUnretained(self).toOpaque())
        SSL_set_bio(ssl, reading, writing)
        SSL_set_ex_data(ssl, 0, Unmanaged.passUnretained(self).toOpaque())
        if isServer { SSL_set_accept_state(ssl) } else { SSL_set_connect_state(ssl) }
    }

    deinit {
        // Otherwise OpenSSL forbids to resume a session that has ended without close_notify.
        SSL_set_shutdown(ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN)
        SSL_free(ssl)
    }

    /// The session that an OpenSSL object belongs to.
    static func of(_ ssl: OpaquePointer?) -> TLSSession? {
        guard let ssl, let this = SSL_get_ex_data(ssl, 0) else { return nil }
        return Unmanaged<TLSSession>.fromOpaque(this).takeUnretainedValue()
    }

    // MARK: The handshake

    /// Tells the server which name is asked (RFC 6066 §3), and accepts a certificate for that name only. An address in
    /// numbers is not sent.
    func expect(_ name: String, isVerified: Bool) throws(TLSError) {
        let isAddress = AddressBlock.isAddress(name)
        if !isAddress, taproom_tls_set_host(ssl, name) != 1 { throw .last("ask for \(name)") }
        guard isVerified else { return }
        let parameters = SSL_get0_param(ssl)
        let result =
            isAddress
            ? X509_VERIFY_PARAM_set1_ip_asc(parameters, name) : X509_VERIFY_PARAM_set1_host(parameters, name, 0)
        guard result == 1 else { throw .last("check the name \(name)") }
    }

    /// Asks the server to resume an earlier session.
    func resume(_ ticket: TLSTicket) {
        SSL_set_session(ssl, ticket.session)
    }

    /// What resumes this session later, as the server has sent it by now; nil if it has sent nothing.
    package var ticket: TLSTicket? {
        guard let session = SSL_get1_session(ssl) else { return nil }
        guard SSL_SESSION_is_resumable(session) == 1 else {
            SSL_SESSION_free(session)
            return nil
        }
        return TLSTicket(session)
    }

    /// Takes the handshake as far as the received bytes allow. `sealed` then holds what to send; after a failure, an alert.
    package func handshake() -> Handshake {
        ERR_clear_error()
        input.beginCall()
        let result = SSL_do_handshake(ssl)
        if result == 1 {
            isEstablished = true
            return .done
        }
        switch SSL_get_error(ssl, result) {
        case SSL_ERROR_WANT_READ: return input.hasEnded ? .failed("the peer closed the connection") : .needsInput
        case SSL_ERROR_SYSCALL: return .failed(SystemError("read", code: input.error).description)
        default: return .failed(failure)
        }
    }

    /// Why the last call failed: for a certificate that was refused, the reason.
    private var failure: String {
        let verification = SSL_get_verify_result(ssl)
        let reason = TLSError.takeReason() ?? "unknown error"
        guard verification != X509_V_OK else { return reason }
        return "\(reason) (\(String(cString: X509_verify_cert_error_string(verification))))"
    }

    /// Whether what the handshake has left in `sealed` may wait for the first response: session tickets of TLS 1.3, which
    /// a client that closes without reading them would answer with a reset.
    package var mayDelayRest: Bool { SSL_version(ssl) == TLS1_3_VERSION }

    /// The subject of the client's certificate (RFC 2253), such as `CN=ann,O=Brewery`; nil if it has sent none.
    package var peerSubject: String? {
        guard let certificate = SSL_get1_peer_certificate(ssl) else { return nil }
        defer { X509_free(certificate) }
        let name = X509_get_subject_name(certificate)
        // The printed length, which is 0 for a subject without a name.
        return TLSMemory.written { taproom_print_name($0, name) + 1 }.map { String(decoding: $0, as: UTF8.self) }
    }

    /// The name of the protocol, such as `TLSv1.3`.
    package var version: String { String(cString: SSL_get_version(ssl)) }

    /// Whether the session continues an earlier one.
    package var isResumed: Bool { SSL_session_reused(ssl) == 1 }

    // MARK: Bytes

    /// Decrypts into `buffer` from `offset` to its end, at most one record.
    func receive(into buffer: inout [UInt8], at offset: Int) -> StreamSocket.Received {
        ERR_clear_error()
        isReading = true
        defer { isReading = false }
        input.beginCall()
        let count = buffer.withUnsafeMutableBytes { bytes in
            SSL_read(ssl, bytes.baseAddress.map { $0 + offset }, Int32(clamping: bytes.count - offset))
        }
        if count > 0 { return .bytes(Int(count)) }
        switch SSL_get_error(ssl, count) {
        case SSL_ERROR_ZERO_RETURN: return .endOfStream
        case SSL_ERROR_WANT_READ:
            // The end of the connection without the end of the session may be somebody else's work (RFC 8446 §6.1).
            return input.hasEnded ? .failed(ECONNRESET) : .wouldBlock
        case SSL_ERROR_SYSCALL: return .failed(input.error == 0 ? EPROTO : input.error)
        default:
            failureReason = TLSError.takeReason()
            hasEnded = true
            return .failed(EPROTO)
        }
    }

    /// Takes encrypted bytes from OpenSSL.
    ///
    /// - Returns: false if the peer has provoked too many.
    func take(_ bytes: UnsafeRawBufferPointer) -> Bool {
        if isReading {
            provoked += bytes.count
            guard provoked <= Self.provokedLimit else { return false }
        }
        sealed.append(contentsOf: bytes)
        return true
    }

    /// Whether there may be more to decrypt without another event of the socket.
    var mayHaveMore: Bool { !input.isDrained || hasDecrypted }

    /// Notes that the socket has become readable: what was known of it before is out of date.
    package func inputArrived() {
        input.arrived()
    }

    /// Whether decrypted bytes wait to be read.
    var hasDecrypted: Bool { SSL_has_pending(ssl) == 1 }

    /// Whether something is to be sent.
    package var hasSealed: Bool { !sealed.isEmpty }

    /// Takes what is to be sent out of `sealed`.
    package func takeSealed() -> [UInt8] {
        defer { sealed = [] }
        return sealed
    }

    /// Encrypts bytes into `sealed`.
    ///
    /// - Returns: false if the session has failed.
    func seal(_ bytes: UnsafeRawBufferPointer) -> Bool {
        sealed.reserveCapacity(sealed.count + bytes.count + (bytes.count / Self.recordLength + 1) * Self.recordOverhead)
        var done = 0
        ERR_clear_error()
        while done < bytes.count {
            let count = SSL_write(ssl, bytes.baseAddress.map { $0 + done }, Int32(clamping: bytes.count - done))
            guard count > 0 else {
                ERR_clear_error()
                hasEnded = true
                return false
            }
            done += Int(count)
        }
        return true
    }

    /// Encrypts bytes; what is to be sent, with what reading has left.
    package func encrypt(_ bytes: [UInt8]) throws(SystemError) -> [UInt8] {
        guard bytes.isEmpty || bytes.withUnsafeBytes({ seal($0) }) else { throw SystemError("TLS", code: EPROTO) }
        return takeSealed()
    }

    /// Tells the peer that nothing will follow (close_notify, RFC 8446 §6.1).
    func end() {
        guard isEstablished, !hasEnded else { return }
        hasEnded = true
        ERR_clear_error()
        SSL_shutdown(ssl)
        ERR_clear_error()
    }
}
