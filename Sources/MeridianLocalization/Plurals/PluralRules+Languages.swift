extension PluralRules {
    /// 1, 21, 31 and so on, not 11.
    static func endsInOne(_ number: Int) -> Bool {
        number % 10 == 1 && number % 100 != 11
    }

    /// 2 to 4, 22 to 24 and so on, not 12 to 14.
    static func endsInTwoToFour(_ number: Int) -> Bool {
        (2...4).contains(number % 10) && !(12...14).contains(number % 100)
    }

    static func millions(_ number: PluralOperands) -> PluralCategory {
        number.i != 0 && number.i % 1_000_000 == 0 && number.v == 0 ? .many : .other
    }

    static func romanian(_ number: PluralOperands) -> PluralCategory {
        if number.i == 1, number.v == 0 { return .one }
        if number.v != 0 || number.n == 0 { return .few }
        return (1...19).contains(number.i % 100) ? .few : .other
    }

    static func lithuanian(_ number: PluralOperands) -> PluralCategory {
        if number.f != 0 { return .many }
        if (11...19).contains(number.i % 100) { return .other }
        return switch number.i % 10 {
        case 0: .other
        case 1: .one
        default: .few
        }
    }

    static func latvian(_ number: PluralOperands) -> PluralCategory {
        if let whole = number.n, whole % 10 == 0 || (11...19).contains(whole % 100) { return .zero }
        if number.v == 2, (11...19).contains(number.f % 100) { return .zero }
        if let whole = number.n, endsInOne(whole) { return .one }
        return number.v == 2 && endsInOne(number.f) || number.v != 2 && number.f % 10 == 1 ? .one : .other
    }

    static func czech(_ number: PluralOperands) -> PluralCategory {
        guard number.v == 0 else { return .many }
        return switch number.i {
        case 1: .one
        case 2...4: .few
        default: .other
        }
    }

    static func polish(_ number: PluralOperands) -> PluralCategory {
        guard number.v == 0 else { return .other }
        if number.i == 1 { return .one }
        return endsInTwoToFour(number.i) ? .few : .many
    }

    static func russian(_ number: PluralOperands) -> PluralCategory {
        guard number.v == 0 else { return .other }
        if endsInOne(number.i) { return .one }
        return endsInTwoToFour(number.i) ? .few : .many
    }

    static func belarusian(_ number: PluralOperands) -> PluralCategory {
        guard let whole = number.n else { return .other }
        if endsInOne(whole) { return .one }
        return endsInTwoToFour(whole) ? .few : .many
    }

    static func croatian(_ number: PluralOperands) -> PluralCategory {
        if number.v == 0 && endsInOne(number.i) || endsInOne(number.f) { return .one }
        return number.v == 0 && endsInTwoToFour(number.i) || endsInTwoToFour(number.f) ? .few : .other
    }

    static func slovene(_ number: PluralOperands) -> PluralCategory {
        guard number.v == 0 else { return .few }
        return switch number.i % 100 {
        case 1: .one
        case 2: .two
        case 3, 4: .few
        default: .other
        }
    }

    static func irish(_ number: PluralOperands) -> PluralCategory {
        switch number.n {
        case 1: .one
        case 2: .two
        case 3, 4, 5, 6: .few
        case 7, 8, 9, 10: .many
        default: .other
        }
    }

    static func welsh(_ number: PluralOperands) -> PluralCategory {
        switch number.n {
        case 0: .zero
        case 1: .one
        case 2: .two
        case 3: .few
        case 6: .many
        default: .other
        }
    }

    static func arabic(_ number: PluralOperands) -> PluralCategory {
        guard let whole = number.n else { return .other }
        return switch whole {
        case 0: .zero
        case 1: .one
        case 2: .two
        default:
            switch whole % 100 {
            case 3...10: .few
            case 11...99: .many
            default: .other
            }
        }
    }
}
