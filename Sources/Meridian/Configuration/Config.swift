import MeridianCore

/// Asks for a setting.
///
/// ```swift
/// @Functions("/items")
/// struct ItemFunctions {
///     @Config("catalog.pageSize") var pageSize = 20
///     @Config("mail.from") var sender: String
///     @Config("catalog.cacheTime") var cacheTime = Duration.seconds(30)
/// }
/// ```
/// Without a default value the setting is required, unless its type is optional: a missing one (`MER-1320`), like one
/// of another type (`MER-1321`), ends the start. It works in the same places as ``Inject`` and can be read from start
/// on. In a value that no app has made, as in a test, it is its default.
@propertyWrapper
public struct Config<Value: Sendable>: Sendable {
    private let box: ConfigBox<Value>

    /// - Parameters:
    ///   - wrappedValue: What counts when no layer has the key.
    ///   - key: Such as `catalog.pageSize`.
    public init(
        wrappedValue: Value, _ key: String, file: String = #fileID, line: Int = #line
    ) where Value: Decodable {
        self.init(key, wrappedValue, file, line, Self.read)
    }

    /// A setting that must be there, unless `Value` is optional.
    /// - Parameter key: Such as `catalog.pageSize`.
    public init(_ key: String, file: String = #fileID, line: Int = #line) where Value: Decodable {
        self.init(key, (Value.self as? any Omissible.Type)?.omitted as? Value, file, line, Self.read)
    }

    /// - Parameters:
    ///   - wrappedValue: What counts when no layer has the key.
    ///   - key: Such as `catalog.order`.
    @_disfavoredOverload
    public init(
        wrappedValue: Value, _ key: String, file: String = #fileID, line: Int = #line
    ) where Value: RawRepresentable, Value.RawValue: Decodable {
        self.init(key, wrappedValue, file, line, Self.readRaw)
    }

    /// A setting that must be there.
    /// - Parameter key: Such as `catalog.order`.
    @_disfavoredOverload
    public init(
        _ key: String, file: String = #fileID, line: Int = #line
    ) where Value: RawRepresentable, Value.RawValue: Decodable {
        self.init(key, nil, file, line, Self.readRaw)
    }

    /// Holds a value that is known already.
    init(given value: Value) {
        box = ConfigBox(value, key: "", place: SourcePlace(file: "", line: 0))
    }

    private init(
        _ key: String, _ fallback: Value?, _ file: String, _ line: Int,
        _ read: @escaping @Sendable (Configuration, String) throws(MeridianError) -> Value?
    ) {
        let place = SourcePlace(file: file, line: line)
        let box = ConfigBox(fallback, key: key, place: place)
        self.box = box
        Wiring.current?.add(
            SettingNeed { configuration throws(MeridianError) in
                let value: Value?
                do throws(MeridianError) {
                    value = try read(configuration, key)
                } catch {
                    throw MeridianError(error.code, "\(error.message); it is asked for at \(place)")
                }
                guard let value = value ?? fallback else {
                    throw MeridianError(
                        .missingSetting,
                        "the setting '\(key)' is missing; it must be \(SettingDecoding.expectation(of: Value.self)) "
                            + "and is asked for at \(place); set it in the configuration or as "
                            + SettingName.variable(of: key))
                }
                box.value = value
            })
    }

    @Sendable
    private static func read(
        _ configuration: Configuration, _ key: String
    ) throws(MeridianError) -> Value? where Value: Decodable {
        try configuration.value(key, as: Value.self)
    }

    @Sendable
    private static func readRaw(
        _ configuration: Configuration, _ key: String
    ) throws(MeridianError) -> Value? where Value: RawRepresentable, Value.RawValue: Decodable {
        guard let raw = try configuration.value(key, as: Value.RawValue.self) else { return nil }
        guard let value = Value(rawValue: raw) else {
            throw Configuration.unreadable(
                key, configuration.entry(key)!.entry, SettingDecoding.expectation(of: Value.self))
        }
        return value
    }

    public var wrappedValue: Value {
        guard let value = box.value else {
            fatalError(
                "@Config at \(box.place): the setting '\(box.key)' is read before the app has started, or in a value "
                    + "that was not made while the app was set up, and has no default")
        }
        return value
    }
}

/// What the copies of a ``Config`` share. Written once, before the first request.
private final class ConfigBox<Value: Sendable>: @unchecked Sendable {
    let key: String
    let place: SourcePlace
    var value: Value?

    init(_ value: Value?, key: String, place: SourcePlace) {
        self.value = value
        self.key = key
        self.place = place
    }
}

/// An optional, whose value may be missing.
private protocol Omissible {
    static var omitted: Self { get }
}

extension Optional: Omissible {
    static var omitted: Self { .none }
}
