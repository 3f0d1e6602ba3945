import Meridian

/// The departments of the venue.
enum Category: String, CaseIterable, Codable, Sendable, ParameterConvertible {
    case lighting, furniture, kitchen, textiles, garden, music, sports, stationery

    /// What is sold here; each word belongs to one department.
    var goods: [String] {
        switch self {
        case .lighting: ["Lamp", "Lantern", "Candle", "Chandelier", "Spotlight"]
        case .furniture: ["Table", "Chair", "Shelf", "Stool", "Cabinet"]
        case .kitchen: ["Kettle", "Pan", "Bowl", "Grinder", "Teapot"]
        case .textiles: ["Blanket", "Cushion", "Curtain", "Rug", "Towel"]
        case .garden: ["Bench", "Planter", "Spade", "Trellis", "Hammock"]
        case .music: ["Drum", "Flute", "Guitar", "Ukulele", "Metronome"]
        case .sports: ["Racket", "Paddle", "Sledge", "Skateboard", "Tent"]
        case .stationery: ["Notebook", "Pencil", "Inkwell", "Ruler", "Envelope"]
        }
    }
}
