import Foundation
import TaproomNet

/// Certificates for tests in a temporary folder: self-signed ones for localhost, and those that a test authority signs.
package final class TestCertificates: Sendable {
    private let folder: String

    package init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "taproom-tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        folder = url.path()
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// Returns the path of a file in the folder.
    package func path(_ name: String) -> String { "\(folder)/\(name)" }

    /// Writes a certificate for localhost. It replaces an earlier one of that name.
    @discardableResult
    package func writeLocalhost(_ name: String = "localhost") throws -> TLSCredentials.Files {
        let files = TLSCredentials.Files(certificate: path("\(name).pem"), key: path("\(name)-key.pem"))
        for path in files.paths { try? FileManager.default.removeItem(atPath: path) }
        try DevelopmentCertificate.write(certificate: files.certificate, key: files.key)
        return files
    }

    /// Writes the authority `authority.pem`.
    package func writeAuthority() async throws {
        try await openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
            "-subj", "/CN=Test authority", "-keyout", path("authority-key.pem"), "-out", path("authority.pem"))
    }

    /// Writes a certificate that the authority signs.
    ///
    /// - Parameters:
    ///   - subject: the subject, such as `/CN=ann`.
    ///   - names: the DNS names.
    ///   - addresses: the IP addresses.
    ///   - days: the validity; negative for an expired certificate.
    package func write(
        _ name: String, subject: String, names: [String] = [], addresses: [String] = [], days: Int = 2
    ) async throws -> TLSCredentials.Files {
        let files = TLSCredentials.Files(certificate: path("\(name).pem"), key: path("\(name)-key.pem"))
        let request = path("\(name).csr")
        try await openssl(
            "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", subject, "-keyout",
            files.key,
            "-out", request)
        let alternatives = names.map { "DNS:\($0)" } + addresses.map { "IP:\($0)" }
        let list = alternatives.isEmpty ? "" : "subjectAltName=\(alternatives.joined(separator: ","))\n"
        let extensions = path("\(name).ext")
        try Data("basicConstraints=CA:FALSE\n\(list)".utf8).write(to: URL(filePath: extensions))
        try await openssl(
            "x509", "-req", "-in", request, "-CA", path("authority.pem"), "-CAkey", path("authority-key.pem"),
            "-CAcreateserial", "-days", String(days), "-extfile", extensions, "-out", files.certificate)
        return files
    }

    /// Runs openssl, and returns its standard output.
    @discardableResult
    package func openssl(_ arguments: String...) async throws -> String {
        try await BackgroundThread.run {
            let process = Process()
            process.executableURL = URL(filePath: "/usr/bin/openssl")
            process.arguments = arguments
            process.currentDirectoryURL = URL(filePath: self.folder)
            let output = Pipe()
            process.standardOutput = output
            process.standardError = Pipe()
            process.standardInput = FileHandle.nullDevice
            try process.run()
            let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            guard process.terminationStatus == 0 else {
                throw TestCertificateError(command: arguments.joined(separator: " "))
            }
            return text
        }
    }
}

/// The error of a failed openssl command.
package struct TestCertificateError: Error, CustomStringConvertible {
    let command: String

    package var description: String { "openssl \(command) failed" }
}
