import JSONCodec
import Meridian
import MeridianCore
import NIOCore

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A folder with one file of messages a language: `en.json`, `pt-BR.json`.
struct CatalogueFolder: Sendable {
    private static let ending = ".json"

    let path: String

    /// The names of the languages, in order. Names that begin with a dot are passed over.
    /// - Throws: `MER-1650` when the folder can't be read.
    func languages() throws(MeridianError) -> [String] {
        guard let names = SmallFiles.names(in: path) else {
            throw Self.failure(
                "the folder of messages '\(path)' can't be read",
                "let the setting 'localization.path' name one that can")
        }
        return names.filter { $0.hasSuffix(Self.ending) }.map { String($0.dropLast(Self.ending.count)) }.sorted()
    }

    func file(of language: String) -> String { "\(path)/\(language)\(Self.ending)" }

    /// - Throws: `MER-1650` when the file can't be read, `MER-1651` with line and column when it is no JSON object.
    func entries(of language: String) throws(MeridianError) -> [String: JSONValue] {
        let file = file(of: language)
        guard let bytes = SmallFiles.bytes(of: file) else {
            throw Self.failure("the messages '\(file)' can't be read", "let the service read them, or remove the file")
        }
        do {
            return try JSON.decode([String: JSONValue].self, from: ByteBuffer(bytes: bytes))
        } catch DecodingError.dataCorrupted(let context) {
            let fault = context.underlyingError as? JSONError
            let place = fault.map { $0.line > 0 ? "\(file):\($0.line):\($0.column)" : file } ?? file
            throw MeridianError(
                .malformedCatalogue, "\(place): the file is no JSON: \(fault?.message ?? context.debugDescription)")
        } catch {
            throw MeridianError(
                .malformedCatalogue, "\(file): the file must be an object of messages by key", cause: error)
        }
    }

    private static func failure(_ subject: String, _ mend: String) -> MeridianError {
        MeridianError(.cataloguesUnreadable, "\(subject): \(String(cString: strerror(errno))); \(mend)")
    }
}
