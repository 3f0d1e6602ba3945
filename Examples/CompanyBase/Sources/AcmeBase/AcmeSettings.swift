import Foundation
public import Meridian

/// Settings from `STAGE.json` in a directory that operators fill; a server would be asked in the same place.
public struct AcmeSettings: ConfigurationSource {
    private let directory: String

    /// - Parameter directory: `/etc/acme` unless `ACME_SETTINGS` names another.
    public init(directory: String? = nil) {
        self.directory = directory ?? ProcessInfo.processInfo.environment["ACME_SETTINGS"] ?? "/etc/acme"
    }

    public var name: String { "acme" }

    public func load(stage: String) async throws -> Configuration {
        let file = URL(filePath: directory).appending(path: "\(stage).json")
        // A stage without a file has no settings of its own.
        guard FileManager.default.fileExists(atPath: file.path) else { return Configuration() }
        return Configuration(try JSONDecoder().decode([String: JSONValue].self, from: Data(contentsOf: file)))
    }
}
