package hearth

import java.util.UUID

/** Names for displays. */
object DisplayIds {
  def next(): String = UUID.randomUUID().toString
}
