public import Meridian
public import MeridianCore

/// Where a PostgreSQL server is, and how it is spoken with.
public struct PostgreSQLConfiguration: Sendable {
    /// Connection parameters by the names of libpq.
    public var parameters: [String: String]
    /// The server stops a statement after it.
    public var statementTimeout: Duration?
    /// Prepared statements that a connection keeps.
    public var statements: Int

    /// - Parameters:
    ///   - parameters: By the names of libpq, such as `host`, `port`, `user`, `password`, `dbname`.
    ///   - statementTimeout: The server stops a statement after it.
    ///   - statements: Prepared statements that a connection keeps; 0 keeps none.
    public init(_ parameters: [String: String], statementTimeout: Duration? = nil, statements: Int = 256) {
        self.parameters = parameters
        self.statementTimeout = statementTimeout
        self.statements = statements
    }

    /// Reads the settings below `postgresql`.
    /// - Parameter application: The name under which the server lists the connections.
    /// - Throws: ``ErrorCode/sqlBadSetting`` or ``ErrorCode/unreadableSetting``.
    public init(_ configuration: Configuration, application: String) throws(MeridianError) {
        var parameters = ["application_name": application]
        if let url: String = try configuration.value("postgresql.url") {
            guard url.hasPrefix("postgresql://") || url.hasPrefix("postgres://") else {
                throw MeridianError(
                    .sqlBadSetting, "'postgresql.url' must look like postgresql://user@host:5432/database")
            }
            // libpq takes the parts of a URI in place of a database's name.
            parameters["dbname"] = url
        } else {
            let names = ["host": "host", "user": "user", "database": "dbname"]
            for (name, parameter) in names {
                parameters[parameter] = try configuration.value("postgresql.\(name)", as: String.self)
            }
            parameters["port"] = try configuration.value("postgresql.port", as: Int.self).map(String.init)
            parameters["sslmode"] = try configuration.value("postgresql.tls", as: String.self)
        }
        if let password: String = try configuration.value("postgresql.password") { parameters["password"] = password }
        let timeout = try configuration.value("postgresql.connectTimeout", as: Duration.self) ?? .seconds(5)
        // libpq counts whole seconds and takes less than two for two.
        parameters["connect_timeout"] = String(max(2, timeout.components.seconds))
        self.init(parameters)
        statementTimeout = try configuration.value("postgresql.statementTimeout")
        statements = max(0, try configuration.value("postgresql.statements") ?? 256)
    }
}
