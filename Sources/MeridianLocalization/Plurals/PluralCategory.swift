/// A form in which a language has words for a number of things (Unicode CLDR, UTS 35 part 3).
enum PluralCategory: String, Sendable, CaseIterable {
    case zero, one, two, few, many, other
}
