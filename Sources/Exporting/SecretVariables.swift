import MeridianCore
import Specification

/// Variables whose values name secrets by `${secret.NAME}`. Only a platform of Meridian knows what those are.
enum SecretVariables {
    private static let mark = "${secret."
    private static let escaped = "$${secret."

    /// - Returns: The variables without those that name secrets, and the names of these.
    static func take(from variables: [String: String]) -> ([String: String], [String]) {
        let secret = variables.filter { $0.value.replacing(escaped, with: "").contains(mark) }
        let others = variables.filter { secret[$0.key] == nil }.mapValues { $0.replacing(escaped, with: mark) }
        return (others, secret.keys.sorted())
    }

    static func gaps(of groups: [DeployedGroup], _ source: ExportSource, _ target: PlatformTarget) -> [Diagnostic] {
        var gaps = Gaps(source, target)
        for group in groups {
            for name in group.secretVariables {
                gaps.option(
                    .environment, of: group,
                    "is not taken whole: '\(name)' names a secret, which \(target.title) does not know; set the variable "
                        + "there")
            }
        }
        return gaps.found
    }
}
