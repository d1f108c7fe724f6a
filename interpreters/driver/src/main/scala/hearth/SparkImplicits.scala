package hearth

import org.apache.spark.sql.classic

/** The conversions of `spark.implicits`, which every Scala cell of a session sees without a session being there yet. */
object SparkImplicits extends classic.SQLImplicits {
  override protected def session: classic.SparkSession = SparkNames.spark.asInstanceOf[classic.SparkSession]
}
