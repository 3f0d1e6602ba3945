import Access
import Engine
import MeridianCore
import NIOCore
import Persistence

extension ControlAPI {
    private static let longestText = 200
    /// Releases of a page.
    static let mostReleases = 1_000

    /// Takes a package and makes it a release, and the release live unless `promote=false`.
    func publishRelease(_ request: ControlRequest) async throws -> ControlResponse {
        let name = try request.service()
        let options = try publishOptions(of: request)
        let upload = try await receive(request)
        defer { try? FileSystem.remove(upload) }
        let services = services
        let former = await services.liveTargets(of: name)
        let deployment: Deployment
        do {
            deployment = try await services.deploy(.package(path: upload), for: name, options: options)
        } catch var error as MeridianError {
            // The caller knows the package by another name than the file it came into.
            error.message = error.message.replacing("'\(upload)'", with: "'\(name).zip'")
            throw error
        }
        try request.changed(from: former, to: await services.liveTargets(of: name))
        return try .json(addresses.document(of: deployment), status: deployment.isUnchanged ? 200 : 201)
    }

    private func publishOptions(of request: ControlRequest) throws(MeridianError) -> PublishOptions {
        var options = PublishOptions()
        options.promotes = try request.flag("promote", otherwise: true)
        options.author = try text("author", request.query["author"]) ?? request.principal.name
        if let revision = try text("revision", request.query["revision"]) {
            options.source = SourceRevision(revision: revision, isModified: try request.flag("modified"))
        }
        if let signature = request.head.fields[PackageSignature.fieldName] {
            options.signature = try PackageSignature(text: signature)
        }
        options.idempotencyKey = try text("Idempotency-Key", request.head.fields["idempotency-key"])
        return options
    }

    private func text(_ name: String, _ value: String?) throws(MeridianError) -> String? {
        guard let value else { return nil }
        guard (1...Self.longestText).contains(value.utf8.count), value.unicodeScalars.allSatisfy({ $0.value >= 0x20 })
        else {
            throw MeridianError(
                .badControlRequest, "'\(name)' must have 1–\(Self.longestText) bytes and no control characters",
                status: 400)
        }
        return value
    }

    /// A page of releases, the newest first.
    func listReleases(_ request: ControlRequest) async throws -> ControlResponse {
        let catalog = try await services.service(request.service()).catalog
        let limit = try request.number("limit", in: 1...Self.mostReleases) ?? 50
        let after = try request.number("after", in: 1...Int.max) ?? Int.max
        let following = catalog.releases.reversed().drop { $0.number >= after }
        let page = following.prefix(limit)
        return try .json(
            ReleaseListDocument(
                releases: page.map { addresses.document(of: $0, in: catalog) },
                next: following.count > limit ? page.last?.number : nil))
    }

    func showRelease(_ request: ControlRequest) async throws -> ControlResponse {
        let catalog = try await services.service(request.service()).catalog
        let release = try catalog.existing(request.release())
        let manifest = try await services.packages.manifest(release, of: catalog.service)
        return try .json(addresses.document(of: release, in: catalog, manifest: manifest))
    }

    /// What changes from a release to the one that `to` names, or else to the live one.
    func compareReleases(_ request: ControlRequest) async throws -> ControlResponse {
        let catalog = try await services.service(request.service()).catalog
        let from = try catalog.existing(request.release())
        guard let number = try request.number("to", in: 1...Int.max) ?? catalog.live?.targets.release else {
            throw MeridianError(
                .badControlRequest, "no release is live; name the release to compare with: to=NUMBER", status: 400)
        }
        let to = try catalog.existing(number)
        return try .json(
            ReleaseDifferenceDocument(
                service: catalog.service, from: from.number, to: to.number, fromSize: from.size, toSize: to.size,
                difference: ReleaseDifference(
                    from: try await services.packages.manifest(from, of: catalog.service),
                    to: try await services.packages.manifest(to, of: catalog.service))))
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
                try await Blocking.run { try file.write(part) }
            }
            guard size > 0 else {
                throw MeridianError(
                    .badControlRequest, "the body is empty; send the package that `meridian build` makes", status: 400)
            }
        } catch {
            try? FileSystem.remove(path)
            throw error
        }
        return path
    }
}

extension ControlRequest {
    /// The release that the path names.
    func release() throws(MeridianError) -> Int {
        let text = parameters["release"] ?? ""
        guard let number = Int(text), number > 0 else {
            throw MeridianError(.badControlRequest, "'\(text)' is no number of a release", status: 400)
        }
        return number
    }
}
