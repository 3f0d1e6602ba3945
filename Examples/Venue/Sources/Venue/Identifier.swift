/// Names for things that are made, which can't be guessed from one another.
enum Identifier {
    /// 26 characters, about 128 random bits.
    static func make() -> String {
        var generator = SystemRandomNumberGenerator()
        let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz")
        return String((0..<26).map { _ in alphabet[Int.random(in: 0..<32, using: &generator)] })
    }
}
