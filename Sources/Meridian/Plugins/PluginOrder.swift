import MeridianCore

/// Puts plug-ins into the order in which they start.
enum PluginOrder {
    /// - Parameter plugins: As the app lists them; the order stays where dependencies allow it.
    /// - Throws: ``ErrorCode/duplicatePlugin``, ``ErrorCode/missingPlugin`` or ``ErrorCode/pluginCycle``.
    static func sorted(_ plugins: [any Plugin]) throws(MeridianError) -> [any Plugin] {
        var byType: [ObjectIdentifier: any Plugin] = [:]
        for plugin in plugins {
            guard byType.updateValue(plugin, forKey: ObjectIdentifier(type(of: plugin))) == nil else {
                throw MeridianError(
                    .duplicatePlugin, "the plug-in \(type(of: plugin)) is listed twice; remove one")
            }
        }
        var sorted: [any Plugin] = []
        var placed: Set<ObjectIdentifier> = []
        func place(_ plugin: any Plugin, neededBy chain: [any Plugin]) throws(MeridianError) {
            let id = ObjectIdentifier(type(of: plugin))
            if let start = chain.firstIndex(where: { type(of: $0) == type(of: plugin) }) {
                let circle = (chain[start...] + [plugin]).map { "\(type(of: $0))" }.joined(separator: " → ")
                throw MeridianError(.pluginCycle, "plug-ins depend on each other: \(circle)")
            }
            guard !placed.contains(id) else { return }
            for dependency in plugin.dependencies {
                guard let needed = byType[ObjectIdentifier(dependency)] else {
                    throw MeridianError(
                        .missingPlugin,
                        "the plug-in \(type(of: plugin)) needs \(dependency), which the app does not list; add it to "
                            + "the app's plugins")
                }
                try place(needed, neededBy: chain + [plugin])
            }
            placed.insert(id)
            sorted.append(plugin)
        }
        for plugin in plugins { try place(plugin, neededBy: []) }
        return sorted
    }
}
