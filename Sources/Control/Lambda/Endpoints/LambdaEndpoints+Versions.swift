import Access
import Engine
import FoundationEssentials
import LambdaAPI
import MeridianCore
import NIOCore
import Persistence

/// A version with all that is known of it.
struct LambdaVersion: Sendable {
    var release: ReleaseRecord
    var manifest: Manifest
    var configuration: FunctionConfiguration

    /// - Throws: ``ErrorCode/lambdaRevisionStale`` with status 412.
    func check(revision: String?) throws(MeridianError) {
        guard let revision, revision != configuration.revisionID else { return }
        throw MeridianError(
            .lambdaRevisionStale, "the function '\(configuration.name)' is of another revision; read it again",
            status: 412)
    }
}

extension LambdaEndpoints {
    func getFunction(_ request: ControlRequest) async throws -> ControlResponse {
        let target = try await target(of: request, needing: .readServices)
        let version = try await version(target.qualifier ?? .latest, of: target)
        let record = records[target.service]
        return try .json(
            FunctionDescription(
                configuration: version.configuration, tags: record?.tags ?? [:],
                concurrency: record?.reserved.map { ReservedConcurrency(executions: $0) }))
    }

    func getConfiguration(_ request: ControlRequest) async throws -> ControlResponse {
        let target = try await target(of: request, needing: .readServices)
        return try await answer(target, target.qualifier ?? .latest)
    }

    func listFunctions(_ request: ControlRequest) async throws -> ControlResponse {
        let page = try ListPage(request.query)
        var targets: [LambdaTarget] = []
        for (name, service) in await services.all where request.principal.may(.readServices, on: name) {
            let functions = service.live?.release.manifest.functions.map(\.name) ?? []
            for function in functions {
                targets.append(
                    LambdaTarget(
                        service: name, function: function,
                        name: functions.count == 1 ? name.rawValue : "\(name)-\(function)", region: request.region))
            }
        }
        let (items, next) = page.of(targets.sorted { $0.name < $1.name }, by: \.name)
        var configurations: [FunctionConfiguration] = []
        for target in items { configurations.append(try await version(.latest, of: target).configuration) }
        return try .json(FunctionList(functions: configurations, nextMarker: next))
    }

    /// `$LATEST`, and what was published, oldest first. Every release of a service that was deployed otherwise counts as
    /// published.
    func listVersions(_ request: ControlRequest) async throws -> ControlResponse {
        let target = try await target(of: request, needing: .readServices)
        let record = records[target.service]
        let numbers = try await services.service(target.service).catalog.releases.map(\.number)
            .filter { record?[release: $0]?.isPublished != false }
        let (items, next) = try ListPage(request.query)
            .of([FunctionQualifier.latest] + numbers.map { .version($0) }, by: \.description)
        var configurations: [FunctionConfiguration] = []
        for qualifier in items { configurations.append(try await version(qualifier, of: target).configuration) }
        return try .json(VersionList(versions: configurations, nextMarker: next))
    }

    /// Makes `$LATEST` a version. One that is a version already stays the one it is.
    func publishVersion(_ request: ControlRequest) async throws -> ControlResponse {
        let target = try await target(of: request, needing: .publishReleases)
        let wish = try await request.lambdaBody(PublishVersionRequest.self)
        return try await changing(target.service) {
            _ = try record(of: target)
            let current = try await version(.latest, of: target)
            try current.check(revision: wish.revisionID)
            if let digest = wish.codeSHA256, !digest.isEmpty, digest != current.configuration.codeSHA256 {
                throw MeridianError(
                    .lambdaRevisionStale,
                    "the code of '\(target.name)' has the CodeSha256 \(current.configuration.codeSHA256), not \(digest)",
                    status: 412)
            }
            let number = current.release.number
            try await records.change(target.service) { record in
                guard record[release: number]?.isPublished != true else { return }
                record[release: number]?.isPublished = true
                record[release: number]?.description = wish.description
            }
            try request.changed(from: Int?.none, to: number, subject: "\(target.subject)/versions/\(number)")
            return try await answer(target, .version(number), status: 201)
        }
    }

    func answer(
        _ target: LambdaTarget, _ qualifier: FunctionQualifier, status: Int = 200
    ) async throws -> ControlResponse {
        try .json(try await version(qualifier, of: target).configuration, status: status)
    }

    /// - Throws: ``ErrorCode/lambdaFunctionUnknown`` with status 404.
    func version(_ qualifier: FunctionQualifier, of target: LambdaTarget) async throws -> LambdaVersion {
        let service = try await services.service(target.service)
        let number: Int
        if case .alias(let name) = qualifier {
            guard let alias = AliasName(name), let targets = service.catalog.aliases[alias]?.record.targets else {
                throw LiveServices.unknown(target.service, qualifier)
            }
            number = targets.release
        } else {
            number = try await services.number(qualifier, of: target.service)
        }
        let release = try service.catalog.existing(number)
        let manifest = try await services.packages.manifest(release, of: target.service)
        guard let function = manifest.functions.first(where: { $0.name == target.function }) else {
            throw MeridianError(
                .lambdaFunctionUnknown, "version \(number) of '\(target.service)' has no function '\(target.function)'",
                status: 404)
        }
        let facts = records[target.service]?[release: number]
        let options = manifest.options(of: function)
        let named: FunctionQualifier = qualifier == .latest ? .latest : .version(number)
        let isLive = service.catalog.live?.targets.release == number
        return LambdaVersion(
            release: release, manifest: manifest,
            configuration: FunctionConfiguration(
                name: target.name, arn: target.arn(target.qualifier == nil && qualifier == .latest ? nil : qualifier),
                runtime: facts?.runtime ?? manifest.runtime.rawValue, role: facts?.role ?? "",
                handler: function.handler ?? function.name.rawValue, codeSize: facts?.codeSize ?? release.size,
                description: (qualifier == .latest ? nil : facts?.description) ?? function.description ?? "",
                timeout: Int(options.timeout.rounded(.up)), memorySize: options.memorySize,
                lastModified: release.publishedAt, codeSHA256: facts?.codeSHA256 ?? release.digest.base64,
                version: named, environment: options.environment,
                revisionID: RevisionID.make(target.service, release), problem: isLive ? service.problem : nil))
    }
}

/// What tells two states of a function apart, in the form of a UUID, which clients expect.
enum RevisionID {
    static func make(_ service: ServiceName, _ release: ReleaseRecord) -> String {
        let digest = BlobDigest(of: ByteBuffer(string: "\(service) \(release.number) \(release.digest)")).rawValue
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { range in
            String(decoding: Array(digest.utf8)[range], as: UTF8.self)
        }.joined(separator: "-")
    }
}

extension BlobDigest {
    /// The bytes in Base64, as Lambda writes a digest.
    var base64: String {
        let digits = Array(rawValue.utf8)
        let bytes = stride(from: 0, to: digits.count - 1, by: 2).compactMap { index in
            UInt8(String(decoding: digits[index...index + 1], as: UTF8.self), radix: 16)
        }
        return Data(bytes).base64EncodedString()
    }
}
