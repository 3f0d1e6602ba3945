import ArgumentParser
import Control
import Foundation
import MeridianCore

struct ReleaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release", abstract: "Show the releases of a service, and which of them answers.",
        subcommands: [
            List.self, Show.self, Promote.self, Rollback.self, Weights.self, Diff.self,
        ])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List releases, the newest first.")

        @OptionGroup var target: ServiceArgument

        @Option(help: ArgumentHelp("Most releases.", valueName: "n"))
        var limit = 50

        @Option(help: ArgumentHelp("Only releases older than this one.", valueName: "release"))
        var after: Int?

        func run() async throws {
            let list = try await target.client().document(
                ReleaseListDocument.self, "GET", target.path + "/releases",
                query: [("limit", String(limit)), ("after", after.map(String.init))])
            target.show(list) { ReleaseText.table(list) }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Show one release with its functions.")

        @OptionGroup var target: ServiceArgument
        @Argument(help: "The number of the release.")
        var release: Int

        func run() async throws {
            let document = try await target.client().document(
                ReleaseDocument.self, "GET", "\(target.path)/releases/\(release)")
            target.show(document) { ReleaseText.details(document) }
        }
    }

    struct Promote: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "promote", abstract: "Give all requests to one release.",
            discussion: "Without a number: to the release that has a share of them, or else to the newest.")

        @OptionGroup var target: ServiceArgument
        @Argument(help: "The number of the release.")
        var release: Int?

        func run() async throws {
            let alias = try await target.client().document(
                AliasDocument.self, "POST", target.path + "/promote",
                sending: ReleaseChoiceDocument(release: release))
            target.show(alias) { ReleaseText.line(alias) }
        }
    }

    struct Rollback: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rollback", abstract: "Go back to the release that was live before.",
            discussion: "When a new release has only a share of the requests, that is taken away.")

        @OptionGroup var target: ServiceArgument
        @Argument(help: "The number of a release to go back to instead.")
        var release: Int?

        func run() async throws {
            let alias = try await target.client().document(
                AliasDocument.self, "POST", target.path + "/rollback",
                sending: ReleaseChoiceDocument(release: release))
            target.show(alias) { ReleaseText.line(alias) }
        }
    }

    struct Weights: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "weights", abstract: "Give a release a share of the requests.",
            discussion: """
                `meridian release weights shop 14=10` sends 10 of 100 requests to release 14. 14=0 takes its share away, and \
                14=100 gives it all.
                """)

        @OptionGroup var target: ServiceArgument
        @Argument(help: ArgumentHelp("The release and its share in percent.", valueName: "release=percent"))
        var share: String

        @Option(help: "The alias whose requests are shared.")
        var alias = AliasName.live.rawValue

        func validate() throws {
            guard Share(share) != nil else {
                throw ValidationError("'\(share)' is no share; write RELEASE=PERCENT, for example 14=10")
            }
        }

        func run() async throws {
            let client = try target.client()
            let path = "\(target.path)/aliases/\(alias)"
            let current = try await client.document(AliasDocument.self, "GET", path)
            guard let targets = Share(share)!.applied(to: current.targets) else { return show(current) }
            show(
                try await client.document(
                    AliasDocument.self, "PUT", path, fields: ["if-match": current.etag], sending: targets))
        }

        private func show(_ alias: AliasDocument) {
            target.show(alias) { ReleaseText.line(alias) }
        }
    }

    struct Diff: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "diff", abstract: "Show what changes from one release to another.")

        @OptionGroup var target: ServiceArgument
        @Argument(help: "The release to begin with.")
        var from: Int
        @Argument(help: "The release to compare with; the live one otherwise.")
        var to: Int?

        func run() async throws {
            let document = try await target.client().document(
                ReleaseDifferenceDocument.self, "GET", "\(target.path)/releases/\(from)/diff",
                query: [("to", to.map(String.init))])
            target.show(document) { ReleaseText.difference(document) }
        }
    }
}

/// A release and its share of the requests.
struct Share: Equatable {
    var release: Int
    /// 0–100.
    var percent: Int

    /// Reads `14=10`.
    init?(_ text: String) {
        let parts = text.split(separator: "=", omittingEmptySubsequences: false)
        guard parts.count == 2, let release = Int(parts[0]), release > 0,
            let percent = Int(parts[1].last == "%" ? parts[1].dropLast() : parts[1]), (0...100).contains(percent)
        else { return nil }
        self.release = release
        self.percent = percent
    }

    /// - Returns: `nil` when nothing changes.
    func applied(to targets: AliasTargets) -> AliasTargets? {
        var changed = targets
        switch percent {
        case 0:
            if targets.candidate?.release == release { changed.candidate = nil }
        case 100:
            changed.release = release
            changed.candidate = nil
        default:
            if targets.release == release, let other = targets.candidate {
                // The share of the one is what the other's leaves.
                changed.candidate = .init(release: other.release, weight: 100 - percent)
            } else {
                changed.candidate = .init(release: release, weight: percent)
            }
        }
        return changed == targets ? nil : changed
    }
}
