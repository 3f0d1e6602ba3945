enum ServiceNaming {
    /// `ShopFront` becomes `shop-front`, `HTTPShop` `http-shop`.
    static func name(ofType type: String) -> String {
        let characters = Array(type)
        var name = ""
        for (index, character) in characters.enumerated() {
            if character.isUppercase, index > 0 {
                let followsLower = !characters[index - 1].isUppercase
                let precedesLower = index + 1 < characters.count && characters[index + 1].isLowercase
                if (followsLower || precedesLower) && name.last != "-" { name += "-" }
            }
            name += character.isLetter || character.isNumber ? character.lowercased() : "-"
        }
        while name.last == "-" { name.removeLast() }
        return name
    }
}
