/// The items of the venue, made out of their numbers: the same on every machine and in every instance.
enum Assortment {
    static let numbers = 1...10_000

    private static let manners = [
        "Bold", "Calm", "Curved", "Folding", "Gentle", "Grand", "Humble", "Light", "Merry", "Modern", "Patient",
        "Plain", "Quiet", "Rustic", "Slender", "Sturdy", "Tidy", "Wild",
    ]
    private static let materials = [
        "Ash", "Bamboo", "Brass", "Clay", "Copper", "Cork", "Cotton", "Felt", "Glass", "Linen", "Marble", "Oak",
        "Paper", "Pine", "Silver", "Slate", "Steel", "Wool",
    ]

    /// - Returns: `nil` when no item has this number.
    static func item(_ number: Int) -> Item? {
        guard numbers.contains(number) else { return nil }
        var dice = Dice(seed: UInt64(number))
        let category = dice.pick(Category.allCases)
        let name = "\(dice.pick(manners)) \(dice.pick(materials)) \(dice.pick(category.goods))"
        // Most things are cheap; prices end in 90 cents.
        let price = (1 + dice.below(20) * dice.below(20)) * 100 - 10
        return Item(id: number, name: name, category: category, price: price, pieces: 1 + dice.below(50))
    }
}

/// Random numbers that a seed decides (SplitMix64, https://prng.di.unimi.it/splitmix64.c).
struct Dice {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// From 0 to `limit` - 1.
    mutating func below(_ limit: Int) -> Int {
        Int(next() % UInt64(limit))
    }

    mutating func pick<Element>(_ choices: [Element]) -> Element {
        choices[below(choices.count)]
    }
}
