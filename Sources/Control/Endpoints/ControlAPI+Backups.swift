import MeridianCore
import NIOCore
import Persistence

/// The body of `POST /v1/backups`.
public struct BackupRequestDocument: Sendable, Codable, Equatable {
    /// The directory to be made, an absolute path on the platform's machine.
    public var path: String

    public init(path: String) {
        self.path = path
    }
}

/// A backup that was written: the answer of `POST /v1/backups`.
public struct BackupDocument: Sendable, Codable, Equatable {
    public var path: String
    public var files: Int
    /// Of all files in bytes.
    public var size: Int64

    public init(path: String, files: Int, size: Int64) {
        self.path = path
        self.files = files
        self.size = size
    }
}

extension ControlAPI {
    /// Writes a backup of documents, packages and events into a new directory while the platform runs.
    func writeBackup(_ request: ControlRequest) async throws -> ControlResponse {
        let wish = try ControlJSON.decode(
            BackupRequestDocument.self, from: try await request.body.collect(upTo: Self.bodyLimit))
        guard wish.path.hasPrefix("/"), !wish.path.utf8.contains(0) else {
            throw MeridianError(
                .badControlRequest, "'path' is '\(wish.path)'; it must be an absolute path of a directory to be made",
                status: 400)
        }
        let backup = try await platform.backUp(to: wish.path)
        try request.changed(from: BackupDocument?.none, to: backup)
        return try .json(backup, status: 201)
    }
}
