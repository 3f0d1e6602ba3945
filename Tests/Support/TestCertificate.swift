import Foundation

/// A certificate that signs itself and its private key, in PEM, made by Debian's `openssl`.
public struct TestCertificate: Sendable {
    public let chain: String
    public let key: String

    /// - Parameter names: Its subject alternative names.
    public init(for names: [String]) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "certificate-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (key, chain) = (folder.appending(path: "key.pem"), folder.appending(path: "cert.pem"))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1",
            "-subj", "/CN=Meridian test", "-addext",
            "subjectAltName=" + names.map { "DNS:\($0)" }.joined(separator: ","), "-keyout", key.path, "-out",
            chain.path,
        ]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        self.chain = try String(contentsOf: chain, encoding: .utf8)
        self.key = try String(contentsOf: key, encoding: .utf8)
    }
}
