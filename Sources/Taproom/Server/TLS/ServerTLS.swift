import Logging
import Synchronization
import TaproomNet

/// The TLS of a server: reads the files, and reads them again when they change.
final class ServerTLS: Sendable {
    let options: TLSOptions
    private let ticketKeys: TicketKeys
    private let logger: Logger
    private let watch = Mutex<Task<Void, Never>?>(nil)
    /// The files and the signals from before the files were first read: what changes meanwhile is noticed.
    private let files: FileVersions
    private let signals: Int

    /// How often the files are checked.
    private static let interval = Duration.seconds(1)

    /// - Throws: `TLSError` if a file can't be used.
    init(_ options: TLSOptions, logger: Logger) throws(TLSError) {
        self.options = options
        self.logger = logger
        HangUp.prepare()
        signals = HangUp.count
        files = FileVersions(options.paths)
        ticketKeys = try TicketKeys(file: options.ticketKeys)
    }

    /// Reads the certificates.
    ///
    /// - Parameter count: the number of event loops.
    /// - Returns: a context for each loop.
    func makeContexts(_ count: Int) throws(TLSError) -> [TLSServerContext] {
        var credentials: [TLSCredentials] = []
        for files in options.certificates { credentials.append(try TLSCredentials(files.files)) }
        var settings = TLSServerContext.Options(credentials: credentials, ticketKeys: ticketKeys)
        if let path = options.clientCertificates.authorities { settings.clientAuthorities = try TLSAuthorities(path) }
        settings.requiresClientCertificate = options.clientCertificates.isRequired
        var contexts: [TLSServerContext] = []
        for _ in 0..<count { contexts.append(try TLSServerContext(settings)) }
        return contexts
    }

    // MARK: Reading again

    /// Reads the files again when they have changed, or the process gets SIGHUP, until `stop`.
    func watch(_ workers: [Worker]) {
        let task = Task { [self] in
            var files = files
            var signals = signals
            while (try? await Task.sleep(for: Self.interval)) != nil {
                let isTold = HangUp.count != signals
                signals = HangUp.count
                if files.haveChanged() || isTold { reload(workers) }
            }
        }
        watch.withLock { $0 = task }
    }

    func stop() {
        watch.withLock { $0 }?.cancel()
    }

    /// What can't be used is told in the log; the server goes on with what it has.
    private func reload(_ workers: [Worker]) {
        do {
            let contexts = try makeContexts(workers.count)
            // Behind the certificates, so that nothing changes unless all files can be used.
            try ticketKeys.reload()
            for (worker, context) in zip(workers, contexts) { worker.loop.execute { worker.tls = context } }
            logger.notice("read the TLS certificates again")
        } catch {
            logger.error("the TLS files can't be used; the earlier ones stay in use", metadata: ["error": "\(error)"])
        }
    }
}

extension TLSOptions {
    /// All files.
    fileprivate var paths: [String] {
        certificates.flatMap { $0.files.paths } + [ticketKeys, clientCertificates.authorities].compactMap { $0 }
    }
}

extension TLSOptions.Certificate {
    var files: TLSCredentials.Files {
        TLSCredentials.Files(certificate: certificate, key: key, ocspResponse: ocspResponse)
    }
}
