/// What may stand somewhere, as schema and documentation tell it. The reader is made with it, so that they agree.
indirect enum ShapeDescription: Sendable {
    /// - Parameters:
    ///   - pattern: A regular expression that every such text matches.
    ///   - words: What it is, for people.
    case text(pattern: String?, words: String)
    case wholeNumber(ClosedRange<Int>, unit: String?)
    /// With or without a fraction.
    case number(ClosedRange<Double>, unit: String?)
    /// Seconds, or a number with a unit; more than 0 and at most this.
    case duration(longest: Double?)
    case truth
    /// One of some words, in lower case or, when `ignoringCase`, in any.
    case choice([String], ignoringCase: Bool)
    /// - Parameter orOne: Whether an element may stand for a list of one.
    case list(of: ShapeDescription, orOne: Bool)
    /// Keys that the file chooses.
    case table(keyPattern: String, keyWords: String, of: ShapeDescription)
    case mapping(MappingDescription)
    /// A mapping that is handed on as it is.
    case anyMapping
    /// Either of two.
    case either(ShapeDescription, ShapeDescription)
    /// Nothing, or this.
    case optional(ShapeDescription)
}

/// A mapping whose keys are known.
struct MappingDescription: Sendable {
    struct Key: Sendable {
        var name: String
        /// Other spellings.
        var alternatives: [String] = []
        var isRequired = false
        /// What counts when the key is left out, for people.
        var standard: String?
        var summary: String
        var shape: ShapeDescription
    }

    /// Names it in the schema.
    var name: String
    /// What it is, for people.
    var summary: String
    var keys: [Key]
    /// Sets of keys of which exactly one must stand.
    var alternatives: [[String]] = []
    /// Whether any of the keys must stand.
    var isNeverEmpty = false
}
