import Access
import Engine
import FoundationEssentials
import LambdaAPI
import MeridianCore
import NIOCore
import Packaging
import Persistence

extension LambdaEndpoints {
    func createFunction(_ request: ControlRequest) async throws -> ControlResponse {
        let wish = try await request.lambdaBody(CreateFunctionRequest.self)
        guard let name = ServiceName(wish.name.name) else {
            throw MeridianError(
                .lambdaParameterInvalid,
                "'\(wish.name.name)' is no name of a function here: \(ServiceName.rule)", status: 400)
        }
        try request.principal.require(.publishReleases, on: name)
        let target = LambdaTarget(
            service: name, function: LambdaPackage.function, name: name.rawValue, region: request.region)
        return try await changing(name) {
            if (try? await services.service(name)) != nil {
                throw MeridianError(
                    .lambdaConflict, "there is a function '\(name)' already; update it, or delete it first", status: 409
                )
            }
            let tags = try Tags(checking: wish.tags).tags
            let package = try LambdaPackage(name, wish.settings)
            // Before it can be reached: a function that was just made has no address in the gateway.
            try await records.change(name) { $0 = LambdaRecord(tags: tags) }
            let facts = LambdaRecord.Version(
                runtime: wish.settings.runtime ?? "", role: wish.settings.role ?? "", zip: wish.zip,
                isPublished: wish.publishes)
            do {
                let number = try await publish(package, zip: wish.zip, facts, promotes: true, by: request)
                try request.changed(
                    from: AliasTargets?.none, to: await services.liveTargets(of: name), subject: target.subject)
                return try await answer(
                    target, wish.publishes ? .version(number) : .latest, status: 201)
            } catch {
                try? await records.remove(name)
                throw error
            }
        }
    }

    func updateCode(_ request: ControlRequest) async throws -> ControlResponse {
        let target = try await target(of: request, needing: .publishReleases)
        let wish = try await request.lambdaBody(UpdateCodeRequest.self)
        return try await changing(target.service) {
            let record = try record(of: target)
            let current = try await version(.latest, of: target)
            try current.check(revision: wish.revisionID)
            let package = try LambdaPackage(target.service, FunctionSettings(), over: current.manifest)
            guard !wish.isDryRun else {
                request.changedNothing()
                return try .json(current.configuration)
            }
            let facts = LambdaRecord.Version(
                runtime: current.configuration.runtime, role: current.configuration.role, zip: wish.zip,
                isPublished: wish.publishes)
            let former = await services.liveTargets(of: target.service)
            let number = try await publish(
                package, zip: wish.zip, facts, promotes: record.ownsLive != true, by: request)
            try request.changed(
                from: former, to: await services.liveTargets(of: target.service), subject: target.subject)
            return try await answer(target, wish.publishes ? .version(number) : .latest)
        }
    }

    func updateConfiguration(_ request: ControlRequest) async throws -> ControlResponse {
        let target = try await target(of: request, needing: .publishReleases)
        let settings = try await request.lambdaBody(FunctionSettings.self)
        return try await changing(target.service) {
            let record = try record(of: target)
            let current = try await version(.latest, of: target)
            try current.check(revision: settings.revisionID)
            let package = try LambdaPackage(target.service, settings, over: current.manifest)
            let facts = LambdaRecord.Version(
                runtime: settings.runtime ?? current.configuration.runtime,
                role: settings.role ?? current.configuration.role, codeSHA256: current.configuration.codeSHA256,
                codeSize: current.configuration.codeSize)
            let zip = try await services.packages.zip(of: current.release)
            let former = await services.liveTargets(of: target.service)
            _ = try await publish(package, zipAt: zip, facts, promotes: record.ownsLive != true, by: request)
            try request.changed(
                from: former, to: await services.liveTargets(of: target.service), subject: target.subject)
            return try await answer(target, .latest)
        }
    }

    /// Removes the function with all it has, or takes a version back.
    func deleteFunction(_ request: ControlRequest) async throws -> ControlResponse {
        let target = try await target(of: request, needing: .publishReleases)
        guard let qualifier = target.qualifier else {
            try request.principal.require(.removeServices, on: target.service)
            try await changing(target.service) {
                let former = await services.liveTargets(of: target.service)
                try await dropRule(of: target.service)
                let removed = RemovedService(live: former, domains: try await platform.remove(target.service))
                try request.changed(from: removed, to: RemovedService?.none, subject: target.subject)
            }
            return .empty
        }
        guard case .version(let number) = qualifier else {
            throw MeridianError(
                .lambdaParameterInvalid, "'\(qualifier)' can't be deleted as a version; name a number", status: 400)
        }
        return try await changing(target.service) {
            _ = try record(of: target)
            _ = try await services.number(qualifier, of: target.service)
            let aliases = try await services.service(target.service).catalog.aliases(of: number)
                .filter { $0 != .live || records[target.service]?.ownsLive == true }
            guard aliases.isEmpty else {
                throw MeridianError(
                    .lambdaConflict,
                    "version \(number) of '\(target.name)' is used by \(aliases.map(\.rawValue).joined(separator: ", ")); "
                        + "point them elsewhere first", status: 409)
            }
            try await records.change(target.service) { $0[release: number]?.isPublished = false }
            try request.changed(
                from: number, to: Int?.none, subject: "\(target.subject)/versions/\(number)")
            return .empty
        }
    }

    /// One change of a function at a time.
    func changing<Result: Sendable>(
        _ service: ServiceName, _ body: @Sendable () async throws -> Result
    ) async throws -> Result {
        try await platform.lambdaChanges.withTurn(on: service, body)
    }

    private func publish(
        _ package: LambdaPackage, zip: Data, _ facts: LambdaRecord.Version, promotes: Bool, by request: ControlRequest
    ) async throws -> Int {
        let path = platform.directory.uploadPath()
        defer { try? FileSystem.remove(path) }
        try await Blocking.run { try FileSystem.write(ByteBuffer(bytes: zip), to: path, mode: 0o600) }
        return try await publish(package, zipAt: path, facts, promotes: promotes, by: request)
    }

    /// Makes a release of a zip and writes down what the client said of it.
    /// - Returns: Its number.
    private func publish(
        _ package: LambdaPackage, zipAt zip: String, _ facts: LambdaRecord.Version, promotes: Bool,
        by request: ControlRequest
    ) async throws -> Int {
        let (output, folder) = (platform.directory.uploadPath(), platform.directory.uploadPath())
        defer { try? FileSystem.remove(output) }
        try await Blocking.run { try package.write(from: zip, to: output, by: folder) }
        let service = package.manifest.service
        var options = PublishOptions()
        options.promotes = promotes
        options.author = request.principal.name
        let deployment: Deployment
        do {
            deployment = try await services.deploy(.package(path: output), for: service, options: options)
        } catch let error as MeridianError where error.status == 422 {
            throw MeridianError(
                .lambdaParameterInvalid, "the function does not start: \(error)", status: 400, cause: error)
        }
        let number = deployment.release.number
        let kept = Set(try await services.service(service).catalog.releases.map { String($0.number) })
        try await records.change(service) { record in
            let wasPublished = record[release: number]?.isPublished == true
            record.latest = number
            record.versions = record.versions.filter { kept.contains($0.key) }
            record[release: number] = facts
            if wasPublished { record[release: number]?.isPublished = true }
        }
        return number
    }
}

extension LambdaRecord.Version {
    init(runtime: String, role: String, zip: Data, isPublished: Bool) {
        self.init(
            runtime: runtime, role: role, codeSHA256: BlobDigest(of: ByteBuffer(bytes: zip)).base64,
            codeSize: zip.count, isPublished: isPublished)
    }
}
