import MeridianCore

/// The services that a service calls: at the addresses that variables name, or as a test has them.
package struct Bindings: Sendable {
    package typealias Stub = @Sendable (ServiceCall) async throws -> ServiceAnswer

    enum Destination: Sendable {
        case address(CallTarget)
        case stub(Stub)
    }

    private let environment: Environment
    private let stubs: [String: Stub]

    package init(_ environment: Environment, stubs: [String: Stub] = [:]) {
        self.environment = environment
        self.stubs = stubs
    }

    /// - Throws: ``ErrorCode/unknownBinding``.
    func destination(of name: String) throws(MeridianError) -> Destination {
        if let stub = stubs[name] { return .stub(stub) }
        let variable = BindingName.variablePrefix + name
        guard let text = environment[variable] else {
            throw MeridianError(
                .unknownBinding,
                "there is no binding '\(name)'; declare it under bindings in meridian.yml, or where the package runs "
                    + "as an app set \(variable) to the service's address")
        }
        guard let target = CallTarget(text) else {
            throw MeridianError(
                .unknownBinding,
                "\(variable) is '\(text)', which is no address such as http://127.0.0.1:8081; TLS is not spoken there")
        }
        return .address(target)
    }
}

/// Where a service is that is called: `http://HOST[:PORT]`.
struct CallTarget: Hashable, Sendable {
    let host: String
    let port: Int

    init?(_ text: String) {
        let scheme = "http://"
        guard text.hasPrefix(scheme) else { return nil }
        var authority = text.dropFirst(scheme.count)
        if authority.last == "/" { authority = authority.dropLast() }
        guard !authority.isEmpty, !authority.contains(where: { "/?#@ ".contains($0) }) else { return nil }
        guard let colon = authority.lastIndex(of: ":"), authority.last != "]" else {
            host = String(authority)
            port = 80
            return
        }
        guard let port = Int(authority[authority.index(after: colon)...]), (1...65_535).contains(port),
            colon > authority.startIndex
        else { return nil }
        host = String(authority[..<colon])
        self.port = port
    }

    /// What the `host` field says.
    var authority: String { port == 80 ? host : "\(host):\(port)" }

    /// What is looked up: every name below localhost is this machine (RFC 6761 §6.3), and not every resolver knows it.
    var lookedUp: String {
        if host == "localhost" || host.hasSuffix(".localhost") { return "127.0.0.1" }
        return host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
    }
}
