import CLinux
import COpenSSL
import Glibc

/// The TLS session of a connection. It decrypts the bytes that the socket receives, and encrypts the bytes to send into
/// `sealed`.
///
/// It sends nothing itself. The output that owns the connection's bytes sends `sealed`, so that encrypted responses are
/// part of the same batch as others. One loop at a time uses it.
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
    /// The reason why a read has failed, such as the alert that the peer sent; nil if none has.
    package private(set) var failureReason: String?
    /// Whether OpenSSL is reading. If so, it writes only replies to the peer, such as alerts to attempts to
    /// renegotiate.
    private var isReading = false
    /// The number of bytes that the peer has provoked.
    private var provoked = 0
    /// The most provoked bytes of a session. Nothing is sent while reading, so without a limit they would fill the
    /// memory.
    private static let provokedLimit = 4096

    /// The most bytes of content of a record (RFC 8446 §5.1), and the most bytes that encryption adds to them.
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
        // Otherwise OpenSSL would not resume a session that has ended without close_notify.
        SSL_set_shutdown(ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN)
        SSL_free(ssl)
    }

    /// Returns the session of an OpenSSL object.
    static func of(_ ssl: OpaquePointer?) -> TLSSession? {
        guard let ssl, let this = SSL_get_ex_data(ssl, 0) else { return nil }
        return Unmanaged<TLSSession>.fromOpaque(this).takeUnretainedValue()
    }

    // MARK: The handshake

    /// Tells the server which name is requested (RFC 6066 §3) and, if `isVerified`, accepts a certificate for that name
    /// only. A numeric address is not sent.
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

    /// The ticket that resumes this session later, as far as the server has sent one; nil if it has not.
    package var ticket: TLSTicket? {
        guard let session = SSL_get1_session(ssl) else { return nil }
        guard SSL_SESSION_is_resumable(session) == 1 else {
            SSL_SESSION_free(session)
            return nil
        }
        return TLSTicket(session)
    }

    /// Continues the handshake as far as the received bytes allow. Afterwards `sealed` holds bytes to send, which are
    /// an alert after a failure.
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

    /// The reason why the last call failed. If a certificate was rejected, it includes why.
    private var failure: String {
        let verification = SSL_get_verify_result(ssl)
        let reason = TLSError.takeReason() ?? "unknown error"
        guard verification != X509_V_OK else { return reason }
        return "\(reason) (\(String(cString: X509_verify_cert_error_string(verification))))"
    }

    /// Whether the bytes that the handshake has left in `sealed` may wait for the first response. They are session
    /// tickets of TLS 1.3, and a client that closes without reading them would send a reset.
    package var mayDelayRest: Bool { SSL_version(ssl) == TLS1_3_VERSION }

    /// The subject of the client's certificate (RFC 2253), such as `CN=ann,O=Brewery`; nil if the client sent none.
    package var peerSubject: String? {
        guard let certificate = SSL_get1_peer_certificate(ssl) else { return nil }
        defer { X509_free(certificate) }
        let name = X509_get_subject_name(certificate)
        // A subject without a name prints nothing, so 1 is added to the printed length.
        return TLSMemory.written { taproom_print_name($0, name) + 1 }.map { String(decoding: $0, as: UTF8.self) }
    }

    /// The name of the protocol version, such as `TLSv1.3`.
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
            // An end of the connection without the end of the session may be the work of an attacker (RFC 8446 §6.1).
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

    /// Marks the socket as readable.
    package func inputArrived() {
        input.arrived()
    }

    /// Whether decrypted bytes wait to be read.
    var hasDecrypted: Bool { SSL_has_pending(ssl) == 1 }

    /// Whether there are encrypted bytes to send.
    package var hasSealed: Bool { !sealed.isEmpty }

    /// Returns the encrypted bytes to send, and removes them.
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

    /// Encrypts bytes. Returns them after any encrypted bytes that reading has left.
    package func encrypt(_ bytes: [UInt8]) throws(SystemError) -> [UInt8] {
        guard bytes.isEmpty || bytes.withUnsafeBytes({ seal($0) }) else { throw SystemError("TLS", code: EPROTO) }
        return takeSealed()
    }

    /// Tells the peer that nothing follows (close_notify, RFC 8446 §6.1).
    func end() {
        guard isEstablished, !hasEnded else { return }
        hasEnded = true
        ERR_clear_error()
        SSL_shutdown(ssl)
        ERR_clear_error()
    }
}
