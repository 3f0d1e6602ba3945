import Engine
import MeridianCore
import Telemetry

extension LiveServices {
    private struct Restored: Sendable {
        var record: ServiceRecord
        var release: Result<Release, MeridianError>?
    }

    /// Makes the live release of every service callable again. Instances are started only where standby asks for
    /// them. What can't be read is reported and left out.
    func restore() async throws {
        let directory = directory
        let (restored, problems) = try await blocking { () -> ([Restored], [MeridianError]) in
            let (records, problems) = try directory.loadRecords()
            // A document that can't be read may name packages that are wanted again.
            if problems.isEmpty { directory.removePackages(unlessIn: records) }
            return (records.map { Restored(record: $0, release: Self.liveRelease(of: $0, in: directory)) }, problems)
        }
        for problem in problems { tell(.error, problem.description, service: nil) }
        for service in restored {
            let name = service.record.service
            switch service.release {
            case .success(let release):
                do throws(MeridianError) {
                    install(try await engine.activate(release, verify: false), record: service.record)
                } catch {
                    leaveOut(service.record, because: error)
                }
            case .failure(let error):
                leaveOut(service.record, because: error)
            case nil:
                services[name] = Service(record: service.record)
            }
        }
        try await publish()
    }

    private func leaveOut(_ record: ServiceRecord, because error: MeridianError) {
        services[record.service] = Service(record: record, problem: error.description)
        tell(.error, "the live release can't be served: \(error)", service: record.service, release: record.live)
    }

    private static func liveRelease(
        of record: ServiceRecord, in directory: DataDirectory
    ) -> Result<Release, MeridianError>? {
        guard let live = record.liveRelease else { return nil }
        do throws(MeridianError) {
            let unpacked = try directory.unpack(live.digest)
            let manifest = try directory.manifest(live.digest)
            guard manifest.service == record.service else {
                throw MeridianError(
                    .corruptedDocument, "the package \(live.digest) is of service '\(manifest.service)'")
            }
            return .success(
                Release(
                    service: record.service, number: live.number, digest: live.digest, manifest: manifest,
                    directory: unpacked))
        } catch {
            return .failure(error)
        }
    }

    /// Has the timers of a service go by the settings that it has now.
    func restartTimers(of name: ServiceName) async {
        await services[name]?.timers?.stop()
        guard !isShuttingDown, let live = services[name]?.live else { return }
        services[name]?.timers = TimerRunner.start(live, reporting: self)
    }

    /// Makes a release the live one in memory; ``publish()`` follows.
    func install(_ active: ActiveRelease, record: ServiceRecord) {
        let live = LiveRelease(active)
        services[record.service] = Service(
            record: record, live: live, timers: TimerRunner.start(live, reporting: self))
    }
}
