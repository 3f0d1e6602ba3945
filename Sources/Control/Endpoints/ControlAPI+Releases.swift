import Engine
import MeridianCore
import NIOCore

extension ControlAPI {
    /// Takes a package, makes it a release and the release live.
    func publishRelease(_ request: ControlRequest) async throws -> ControlResponse {
        let name = try request.service()
        let upload = try await receive(request)
        defer { FileSystem.remove(upload) }
        let services = services
        let former = await services.services[name]?.record
        let deployment: Deployment
        do {
            deployment = try await services.deploy(.package(path: upload), for: name)
        } catch var error as MeridianError {
            // The caller knows the package by another name than the file it came into.
            error.message = error.message.replacing("'\(upload)'", with: "'\(name).zip'")
            throw error
        }
        try request.changed(
            from: former.map(ReleaseSummary.init), to: await services.services[name].map { ReleaseSummary($0.record) })
        return try .json(deployment.document(addresses), status: deployment.isUnchanged ? 200 : 201)
    }

    /// Writes the body to a file of the data directory, part by part.
    private func receive(_ request: ControlRequest) async throws -> String {
        let path = platform.directory.uploadPath()
        let limit = platform.configuration.maxPackageSize
        let tooLarge = MeridianError(
            .packageTooLarge, "the package is larger than the \(limit >> 20) MiB that this platform takes", status: 413)
        if let length = request.head.fields["content-length"].flatMap(Int.init), length > limit { throw tooLarge }
        let file = try UploadFile(path)
        var size = 0
        do {
            while let part = try await request.body.next() {
                size += part.readableBytes
                guard size <= limit else { throw tooLarge }
                try await services.blocking { try file.write(part) }
            }
        } catch {
            FileSystem.remove(path)
            throw error
        }
        guard size > 0 else {
            FileSystem.remove(path)
            throw MeridianError(
                .badControlRequest, "the body is empty; send the package that `meridian build` makes", status: 400)
        }
        return path
    }
}
