public import Logging
public import Meridian

extension AppSetup {
    /// Provides a database that is opened, and migrated, before the objects that need it are made, and closed after them.
    /// For plug-ins with drivers of their own.
    /// - Parameters:
    ///   - migrations: Applied at start, in order, each once.
    ///   - make: Makes it by the settings of the app.
    public mutating func provideDatabase(
        migrations: [SQLMigration], _ make: @escaping @Sendable (Configuration, Logger) throws -> SQLDatabase
    ) {
        providers.singleton { (configuration: Configuration, logger: Logger) in
            let database = try make(configuration, logger)
            do {
                try await database.open(migrations: migrations)
            } catch {
                await database.close(grace: .zero)
                throw error
            }
            return database
        } destroy: { database in
            await database.close()
        }
    }
}
