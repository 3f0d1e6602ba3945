import JSONCodec
import MeridianCore
import NIOCore

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The unpacked package that an executable lies in, if it lies in one.
///
/// Its manifest has what `meridian.yml` adds to the code: further triggers, other paths, limits. On Meridian's own platform
/// the engine tells that to a worker; anywhere else nobody would.
struct PackageFolder: Sendable {
    let path: String

    /// Where this program's executable is; `nil` where the system does not tell.
    static let ofExecutable: PackageFolder? = {
        var bytes = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = bytes.withUnsafeMutableBytes { buffer in
            readlink("/proc/self/exe", buffer.bindMemory(to: CChar.self).baseAddress!, buffer.count)
        }
        guard count > 0, let slash = bytes[..<count].lastIndex(of: UInt8(ascii: "/")) else { return nil }
        return PackageFolder(path: String(decoding: bytes[..<slash], as: UTF8.self))
    }()

    /// - Returns: `nil` when there is no manifest of a package, whatever else the file of that name may be.
    var manifest: Manifest? {
        guard let bytes = SmallFiles.bytes(of: path + "/manifest.json") else { return nil }
        return try? JSON.decode(Manifest.self, from: ByteBuffer(bytes: bytes))
    }
}

extension AssembledApp {
    /// The functions as a host other than the engine's worker serves them.
    /// - Throws: ``ErrorCode/invalidApp`` when the package names a function that the executable does not have.
    func table(
        for host: Host, in package: PackageFolder? = .ofExecutable
    ) throws(MeridianError) -> FunctionTable {
        table.identity.host = host
        guard let manifest = package?.manifest else { return table }
        return try FunctionTable(table, packagedAs: manifest)
    }
}

extension FunctionTable {
    /// The functions with the triggers and options that a package's manifest gives them.
    /// - Throws: ``ErrorCode/invalidApp`` when the manifest names a function that the executable does not have, or gives
    ///   one a malformed path.
    convenience init(_ declared: FunctionTable, packagedAs package: Manifest) throws(MeridianError) {
        var functions: [BoundFunction] = []
        var manifest: [FunctionManifest] = []
        for packaged in package.functions {
            let position = try declared.position(of: packaged.name.rawValue)
            var patterns: [PathPattern?] = []
            for trigger in packaged.triggers {
                if case .http(let http) = trigger {
                    patterns.append(try PathPattern(http.path))
                } else {
                    patterns.append(nil)
                }
            }
            functions.append(BoundFunction(declared.functions[position], patterns: patterns))
            var function = packaged
            function.options = packaged.options.merged(over: package.defaults)
            manifest.append(function)
        }
        var identity = declared.identity
        identity.service = package.service.rawValue
        self.init(declared, functions: functions, manifest: manifest, identity: identity)
    }

    /// The position of a function that a package names.
    /// - Throws: ``ErrorCode/invalidApp`` when the executable does not have it.
    func position(of name: String) throws(MeridianError) -> Int {
        guard let position = manifest.firstIndex(where: { $0.name.rawValue == name }) else {
            throw MeridianError(
                .invalidApp,
                "the manifest names the function '\(name)', which the executable does not declare; "
                    + "build the package again")
        }
        return position
    }
}
