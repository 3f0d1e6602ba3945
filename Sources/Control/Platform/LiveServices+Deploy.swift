public import Access
import Engine
import MeridianCore
import NIOCore
import Persistence
import Telemetry

/// How a release is published.
public struct PublishOptions: Sendable {
    /// Whether it gets all requests; otherwise only its preview answers.
    public var promotes = true
    public var author: String?
    public var source: SourceRevision?
    /// Sending the same package under the same key again leads to the same release.
    public var idempotencyKey: String?
    /// Of the package; a service that trusts a key takes no package without.
    public var signature: PackageSignature?

    public init() {}
}

/// What a deployment led to.
struct Deployment: Sendable {
    var release: Release
    var isLive: Bool
    var isUnchanged: Bool
    var milliseconds: DeploymentDocument.Timing
}

extension LiveServices {
    /// Publishes a release: stores it, starts an instance, writes it down, and unless told otherwise gives it all
    /// requests. When any of it fails, what was live stays live.
    /// - Parameter service: The service that it must be of.
    /// - Throws: A refusal of the package (status 400 or 413), why an instance did not start (422), or what failed.
    func deploy(
        _ source: ReleaseSource, for service: ServiceName, options: PublishOptions = PublishOptions()
    ) async throws -> Deployment {
        try await changes.withTurn(on: service) {
            var stopwatch = Stopwatch()
            let package = try await packages.store(source, for: service)
            let store = stopwatch.lap()
            let result: Result<Deployment, any Error>
            do {
                result = .success(try await deploy(package, options))
            } catch {
                result = .failure(error)
            }
            packages.letGo(package.digest)
            letGo([], digests: isUsed(package.digest) ? [] : [package.digest])
            var deployment = try result.get()
            deployment.milliseconds.store = store
            return deployment
        }
    }

    private func deploy(_ package: StoredPackage, _ options: PublishOptions) async throws -> Deployment {
        let name = package.manifest.service
        let signer = try keys.check(options.signature, of: package.digest.rawValue, for: name)
        var catalog = services[name]?.catalog ?? ServiceCatalog(service: name)
        let key = options.idempotencyKey.map { BlobDigest(of: ByteBuffer(string: $0)) }
        var number = try catalog.published(package.digest, under: key, promotes: options.promotes)
        if number == nil {
            number = catalog.record.nextNumber
            catalog.publish(
                ReleaseRecord(
                    number: number!, digest: package.digest, size: package.size, publishedAt: .now,
                    author: options.author, source: options.source, functions: package.manifest.functions.count,
                    idempotencyKey: key, signedBy: signer))
        }
        let isPublished = catalog != services[name]?.catalog
        if options.promotes, catalog.live?.targets.release != number || catalog.live?.targets.candidate != nil {
            try catalog.promote(number, now: .now)
        }
        catalog.prune(keeping: retainedReleases)
        let isUnchanged =
            catalog == services[name]?.catalog && (services[name]?.live != nil || !options.promotes)
        var timing = ChangeTiming()
        if !isUnchanged { timing = try await apply(catalog, trying: isPublished ? number : nil) }
        let isLive = services[name]?.catalog.live?.targets.release == number
        if !isUnchanged {
            tell(.notice, "release \(number!) is \(isLive ? "live" : "published")", service: name, release: number)
        }
        return Deployment(
            release: try await packages.open(try catalog.existing(number!), of: name), isLive: isLive,
            isUnchanged: isUnchanged, milliseconds: .init(start: timing.start, swap: timing.swap))
    }

    /// Takes a service away: no request finds it from now on; what is under way finishes.
    func remove(_ name: ServiceName) async throws {
        try await changes.withTurn(on: name) {
            let former = try service(name)
            try await store.remove(former.catalog)
            services[name] = nil
            await publish()
            await former.timers?.stop()
            do {
                try await deliveries.forget(name)
                try await lambda.remove(name)
            } catch {
                tell(.error, "settings and timers of the service '\(name)' are left behind: \(error)", service: nil)
            }
            tell(.notice, "the service was removed", service: nil)
            logs.forget(service: name)
            letGo(Array(former.active.values), digests: former.catalog.releases.map(\.digest))
        }
    }
}

extension ServiceCatalog {
    /// The release that a package is already.
    /// - Parameter key: Under which it comes.
    /// - Throws: ``ErrorCode/idempotencyMismatch`` with status 422.
    fileprivate func published(
        _ digest: BlobDigest, under key: BlobDigest?, promotes: Bool
    ) throws(MeridianError) -> Int? {
        if let key, let release = releases.last(where: { $0.idempotencyKey == key }) {
            guard release.digest == digest else {
                throw MeridianError(
                    .idempotencyMismatch,
                    "the idempotency key stands for release \(release.number) of '\(service)', which is another package; "
                        + "send this one with a new key", status: 422)
            }
            return release.number
        }
        if promotes, let live = live?.targets, let release = release(live.release), release.digest == digest {
            return release.number
        }
        return releases.last.flatMap { $0.digest == digest ? $0.number : nil }
    }
}
