package fiber3

import "github.com/gofiber/fiber/v3"

// Bind reads each part of a request. What does not fit is no *fiber.Error.
func Bind(c fiber.Ctx) error {
	var in item
	b := c.Bind()
	var err error
	switch c.Query("v") {
	case "json":
		err = b.JSON(&in)
	case "xml":
		err = b.XML(&in)
	case "form":
		err = b.Form(&in)
	case "query":
		err = b.Query(&in)
	case "uri":
		err = b.URI(&in)
	case "header":
		err = b.Header(&in)
	case "cookie":
		err = b.Cookie(&in)
	}
	if err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}

// BindBinary needs a decoder that the application sets.
func BindBinary(c fiber.Ctx) error {
	var in item
	if c.Query("v") != "" {
		return c.Bind().CBOR(&in)
	}
	return c.Bind().MsgPack(&in)
}
