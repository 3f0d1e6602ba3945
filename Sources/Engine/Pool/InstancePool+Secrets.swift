import MeridianCore
import NIOCore
import Wire

/// Secrets of instances that start. They are in the environment of the process, or of the script, and nowhere else.
extension InstancePool {
    /// The variables of the group, with secrets in their places as they are now.
    func variables() throws(MeridianError) -> [String: String] {
        guard hasSecrets else { return plainVariables }
        do throws(MeridianError) {
            var variables = plainVariables
            for (name, text) in variables where SecretTemplate.isTemplate(text) {
                variables[name] = try SecretTemplate.fill(text) { secret throws(MeridianError) in
                    try self.secret(secret)
                }
            }
            return variables
        } catch {
            var error = error
            error.message = "an instance of \(title) does not start: \(error.message)"
            error.status = 502
            throw error
        }
    }

    private func secret(_ name: String) throws(MeridianError) -> String {
        guard let source = configuration.secrets else {
            throw MeridianError(.unknownSecret, "there are no secrets here, and it needs '\(name)'")
        }
        return try source.value(of: name, for: release.service)
    }
}
