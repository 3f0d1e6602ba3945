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

    private static let places = [
        "the kitchen table", "a first home", "long evenings", "rainy days", "the balcony", "a small studio",
        "a guest room", "those who have everything", "the way to work", "a corner that needs something",
    ]
    private static let makers = [
        "by a family workshop", "by hand", "in small batches", "by apprentices", "by two brothers",
        "the way it was always done",
    ]

    /// - Returns: `nil` when no item has this number.
    static func item(_ number: Int) -> Item? {
        guard numbers.contains(number) else { return nil }
        var dice = Dice(seed: UInt64(number))
        let category = dice.pick(Category.allCases)
        let manner = dice.pick(manners)
        let material = dice.pick(materials)
        let good = dice.pick(category.goods)
        // Most things are cheap; prices end in 90 cents.
        let price = (1 + dice.below(20) * dice.below(20)) * 100 - 10
        let stock = 1 + dice.below(50)
        let description =
            "A \(manner.lowercased()) \(good.lowercased()) of \(material.lowercased()) for \(dice.pick(places)), made "
            + dice.pick(makers) + "."
        return Item(
            id: number, name: "\(manner) \(material) \(good)", category: category, price: price, stock: stock,
            description: description)
    }
}
