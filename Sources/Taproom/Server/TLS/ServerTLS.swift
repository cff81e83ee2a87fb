import Logging
import Synchronization
import TaproomNet

/// The TLS of a server. Reads its files at the start, and again when they change.
final class ServerTLS: Sendable {
    let options: TLSOptions
    private let ticketKeys: TicketKeys
    private let logger: Logger
    private let watch = Mutex<Task<Void, Never>?>(nil)
    /// The versions of the files and the count of signals before the files were first read, so that changes during the
    /// read are noticed.
    private let files: FileVersions
    private let signals: Int

    /// The interval at which the files are checked.
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

    // MARK: Reloading

    /// Checks every second, until `stop`, whether the files have changed or the process has received SIGHUP, and reads
    /// the files again if so.
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

    /// Reads the files again. If they can't be used, logs an error and keeps the current ones.
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
    /// The paths of all files.
    fileprivate var paths: [String] {
        certificates.flatMap { $0.files.paths } + [ticketKeys, clientCertificates.authorities].compactMap { $0 }
    }
}

extension TLSOptions.Certificate {
    var files: TLSCredentials.Files {
        TLSCredentials.Files(certificate: certificate, key: key, ocspResponse: ocspResponse)
    }
}
