import MeridianCore

/// Rather than that of the JSON codec.
typealias Timestamp = MeridianCore.Timestamp
