import Engine
import MeridianCore

/// Secrets of a service in development: variables of the same names.
struct EnvironmentSecrets: SecretSource {
    let variables: [String: String]

    func value(of name: String, for service: ServiceName) throws(MeridianError) -> String {
        guard let value = variables[name], !value.isEmpty else {
            throw MeridianError(
                .unknownSecret,
                "'\(service)' needs the secret '\(name)'; start `meridian dev` with a variable of that "
                    + "name", status: 404)
        }
        return value
    }
}
