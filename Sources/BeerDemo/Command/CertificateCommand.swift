import ArgumentParser
import Taproom

/// The command `beer-demo certificate`, which writes a certificate for this machine.
struct CertificateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "certificate",
        abstract: "Write a certificate for https://localhost, for development.",
        discussion: """
            The certificate is for localhost, 127.0.0.1 and ::1, and is self-signed: browsers warn about it until \
            they are told to trust it. Trust it on your own machine only: anyone with the key can pose as localhost.
            """)

    @Option(help: "Where to write the certificate.")
    var certificate = "localhost.pem"

    @Option(help: "Where to write its private key.")
    var key = "localhost-key.pem"

    func run() async throws {
        do {
            try TLSOptions.writeDevelopmentCertificate(certificate, key: key)
        } catch {
            throw StartError(message: "\(error)")
        }
        print(
            """
            wrote \(certificate) and \(key): for localhost on this machine, for 397 days

              beer-demo --tls-certificate \(certificate) --tls-key \(key)
              curl --cacert \(certificate) https://localhost:3000/

            It signs itself, so a browser warns until it is told to trust it: let it trust this one file, and only on \
            this machine. A public site needs a certificate of an authority.
            """)
    }
}
