import MeridianCore
import NIOCore
import Wire

/// Secrets of instances that start. They are in the environment of the process, or of the script, and nowhere else.
extension InstancePool {
    /// The variables of the group, with secrets in their places as they are now.
    func variables() -> Result<[String: String], MeridianError> {
        guard hasSecrets else { return .success(plainVariables) }
        do throws(MeridianError) {
            var variables = plainVariables
            for (name, text) in variables where SecretTemplate.isTemplate(text) {
                variables[name] = try SecretTemplate.fill(text) { secret throws(MeridianError) in
                    try self.secret(secret)
                }
            }
            return .success(variables)
        } catch {
            var error = error
            error.message = "an instance of \(title) does not start: \(error.message)"
            error.status = 502
            return .failure(error)
        }
    }

    private func secret(_ name: String) throws(MeridianError) -> String {
        guard let source = configuration.secrets else {
            throw MeridianError(.unknownSecret, "there are no secrets here, and it needs '\(name)'")
        }
        return try source.value(of: name, for: release.service)
    }

    /// What tells a worker what it runs; for a script its variables are part of that.
    func initialization(_ variables: Result<[String: String], MeridianError>) -> ByteBuffer {
        guard hasSecrets, let isolates, case .success(let variables) = variables else { return initialization }
        var buffer = ByteBuffer()
        WorkerInitialization(release, code: isolates.code(for: group, variables: variables)).write(into: &buffer)
        return buffer
    }
}
